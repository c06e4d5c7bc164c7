using Wattd.Collectors;
using Wattd.Collectors.Gpu;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Gpu;

/// <summary>A call into the driver that does not return.</summary>
public sealed class HungGpuSourceTests
{
    // Short, because a tick waits for most of it in real time.
    static readonly GpuOptions Options = new() { Interval = TimeSpan.FromMilliseconds(100) };

    [Fact]
    public void WhereAGpuIsRequiredAStartThatTakesTooLongHasItsReason()
    {
        using var gpu = new GpuSamplerFixture(new GpuOptions { Mode = CollectorMode.Required })
        { HangFromTheStart = true, HasToOpen = true };
        gpu.Time.AutoAdvanceAmount = TimeSpan.FromSeconds(51);

        gpu.Sampler.Sample();

        gpu.Time.AutoAdvanceAmount = TimeSpan.Zero;
        Assert.Equal(GpuFailure.Timeout, gpu.Sampler.Status.Outage?.Reason);
        Assert.Contains("nvml has not answered for 50 s", gpu.Sampler.Status.Outage?.Message);
        Assert.Empty(gpu.Log.Events);
    }

    [Fact]
    public async Task WhereAGpuIsRequiredTheFirstTickWaitsForADriverThatStartsForLongerThanTheTimeout()
    {
        using var gpu = new GpuSamplerFixture(new GpuOptions { Mode = CollectorMode.Required })
        { HangFromTheStart = true, HasToOpen = true };
        var tick = Task.Run(gpu.Sampler.Sample, TestContext.Current.CancellationToken);
        await Eventually.True(() => gpu.Nvml is { Opens: 1 }, "the driver starts");
        gpu.Time.Advance(TimeSpan.FromSeconds(12));
        gpu.Nvml!.Hangs = false;
        await tick;

        Assert.Null(gpu.Sampler.Status.Outage);
        Assert.Equal([true, true], gpu.Up);
        Assert.Single(gpu.Sources);
        Assert.Equal(["GpuSourceInUse"], gpu.Log.Events);
    }

    [Fact]
    public void ADriverThatStartsForLongerThanTheTimeoutIsMeasuredAndStartedOnce()
    {
        using var gpu = new GpuSamplerFixture(Options) { HangFromTheStart = true, HasToOpen = true };
        gpu.PlantPciDevice("0000:01:00.0", "0x10de", "0x030000");
        gpu.Sampler.Sample();
        Assert.Equal("starting", gpu.Sampler.Status.Outage?.Reason);
        Assert.Equal((1, 0), (gpu.Sample.Inventory.Count, gpu.Sample.Inventory.Gpus.Length));
        for (var i = 0; i < 60; i++)
        {
            gpu.Time.Advance(TimeSpan.FromSeconds(1));
            gpu.Sampler.Sample();
        }
        Assert.Equal("starting", gpu.Sampler.Status.Outage?.Reason);
        Assert.Contains("is still starting", gpu.Sampler.Status.Outage?.Message, StringComparison.Ordinal);
        Assert.Equal(0, gpu.Failures(GpuFailure.Timeout));
        Assert.Null(gpu.NvidiaSmi);
        Assert.True(gpu.Sampler.HasHungCall);

        gpu.Nvml!.Hangs = false;
        TickUntilItAnswers(gpu);

        Assert.Equal([true, true], gpu.Up);
        Assert.Null(gpu.Sampler.Status.Outage);
        Assert.False(gpu.Sampler.HasHungCall);
        Assert.False(Assert.Single(gpu.Sources).IsDisposed);
        Assert.Equal(1, gpu.Nvml.Opens);
        Assert.Equal(["GpuDriverStarting", "GpuSourceInUse"], gpu.Log.Events);
        Assert.DoesNotContain(gpu.Log.Lines, line => line.Message.Contains("reboot", StringComparison.Ordinal));
    }

    [Fact]
    public void ADriverThatNeverFinishesItsStartHangs()
    {
        using var gpu = new GpuSamplerFixture(Options) { HangFromTheStart = true, HasToOpen = true };
        for (var i = 0; i < 60; i++)
        {
            gpu.Sampler.Sample();
            gpu.Time.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(GpuFailure.Timeout, gpu.Sampler.Status.Outage?.Reason);
        Assert.Equal(1, gpu.Failures(GpuFailure.Timeout));
        Assert.Equal(["GpuDriverStarting", "GpuSourceTimedOut"], gpu.Log.Events);
        Assert.Contains("nvml has not answered for 120 s", gpu.Log.Lines[1].Message, StringComparison.Ordinal);

        gpu.Nvml!.Hangs = false;
        TickUntilItAnswers(gpu);
        Assert.Equal([true, true], gpu.Up);
        Assert.Equal(["GpuDriverStarting", "GpuSourceTimedOut", "GpuSourceReturned", "GpuSourceInUse"], gpu.Log.Events);
    }

    [Fact]
    public void AReleaseDuringTheStartOfTheDriverIsNoHangAndHappensWhenItHasStarted()
    {
        using var gpu = new GpuSamplerFixture(Options with { Timeout = TimeSpan.FromMilliseconds(300) }) { HangFromTheStart = true, HasToOpen = true };
        gpu.Sampler.Sample();

        var result = gpu.Sampler.Release(TimeSpan.FromMinutes(10));

        Assert.False(result.IsDone);
        Assert.Contains("the NVIDIA driver is still starting", result.Line, StringComparison.Ordinal);
        gpu.Time.Advance(TimeSpan.FromSeconds(100));
        gpu.Sampler.Sample();
        Assert.Equal(("released", true), (gpu.Sampler.Status.Outage?.Reason, gpu.Sampler.Status.Outage?.IsPlanned));
        Assert.Contains("as soon as the NVIDIA driver has started", gpu.Sampler.Status.Outage?.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("GpuReleased", gpu.Log.Events);

        gpu.Nvml!.Hangs = false;
        Eventually.Wait(
            () =>
            {
                gpu.Sampler.Sample();
                return gpu.Log.Events.Contains("GpuReleased");
            },
            "the release");
        Assert.Contains("are released on request until", gpu.Sampler.Status.Outage?.Message, StringComparison.Ordinal);
        Assert.True(gpu.Nvml.IsDisposed);
        Assert.DoesNotContain("GpuReleaseHangs", gpu.Log.Events);
    }

    [Fact]
    public void AReleaseOfADriverThatNeverFinishesItsStartHangs()
    {
        using var gpu = new GpuSamplerFixture(Options with { Timeout = TimeSpan.FromMilliseconds(300) }) { HangFromTheStart = true, HasToOpen = true };
        gpu.Sampler.Sample();
        gpu.Sampler.Release(TimeSpan.FromMinutes(10));

        gpu.Time.Advance(TimeSpan.FromSeconds(121));
        gpu.Sampler.Sample();
        gpu.Sampler.Sample();

        Assert.Equal(GpuFailure.Timeout, gpu.Sampler.Status.Outage?.Reason);
        Assert.Single(gpu.Log.Events, name => name == "GpuReleaseHangs");
        Assert.Contains("does not return", gpu.Sampler.Release(TimeSpan.FromMinutes(10)).Line, StringComparison.Ordinal);
    }

    [Fact]
    public void AReleaseThatEndsWhileTheDriverStartsIsAStartAndReadWhenThatIsDone()
    {
        using var gpu = new GpuSamplerFixture(Options with { Timeout = TimeSpan.FromMilliseconds(300) }) { HangFromTheStart = true, HasToOpen = true };
        gpu.Sampler.Sample();
        gpu.Sampler.Release(TimeSpan.FromMinutes(10));

        Assert.False(gpu.Sampler.Resume().IsDone);
        gpu.Time.Advance(TimeSpan.FromSeconds(100));
        gpu.Sampler.Sample();
        Assert.Equal(("starting", false), (gpu.Sampler.Status.Outage?.Reason, gpu.Sampler.Status.Outage?.IsPlanned));
        gpu.Time.Advance(TimeSpan.FromSeconds(21));
        gpu.Sampler.Sample();
        Assert.Contains("nvml has not answered for 120 s", gpu.Sampler.Status.Outage?.Message, StringComparison.Ordinal);
        Assert.Equal((1, GpuFailure.Timeout), (gpu.Sources.Count, gpu.Sampler.Status.Outage?.Reason));

        gpu.HangFromTheStart = false;
        gpu.Nvml!.Hangs = false;
        TickUntilItAnswers(gpu);

        Assert.Equal(["nvml", "nvml"], gpu.Sources.Select(source => source.Name));
        Assert.Contains("GpuSourceReturned", gpu.Log.Events);
    }

    [Fact]
    public void AfterAReleaseTheSourceThatWasInUseBesideAHungOneIsReadAgain()
    {
        using var gpu = new GpuSamplerFixture(Options with { Timeout = TimeSpan.FromMilliseconds(300) })
        { NvmlFailure = FakeGpuSource.Broken(GpuFailure.DriverNotLoaded) };
        gpu.Tick();
        gpu.Nvml!.Hangs = true;
        gpu.Time.Advance(TimeSpan.FromSeconds(30));
        gpu.Sampler.Sample();
        gpu.TickAfter(10);
        Assert.True(gpu.Sampler.HasHungCall);
        Assert.False(gpu.Sampler.Release(TimeSpan.FromMinutes(10)).IsDone);

        Assert.True(gpu.Sampler.Resume().IsDone);
        TickUntilItAnswers(gpu);

        Assert.Equal("nvidia-smi", gpu.Sample.Inventory.Source);
        Assert.True(gpu.Sampler.HasHungCall);
        Assert.Equal(["nvml", "nvidia-smi", "nvidia-smi"], gpu.Sources.Select(source => source.Name));
    }

    [Fact]
    public void AfterAReleaseTheBestSourceDoesNotWaitForAWorseOneThatHangs()
    {
        using var gpu = new GpuSamplerFixture(Options with { Timeout = TimeSpan.FromMilliseconds(300) })
        { NvmlFailure = FakeGpuSource.Broken(GpuFailure.DriverNotLoaded) };
        gpu.Tick();
        gpu.NvidiaSmi!.Hangs = true;
        gpu.Sampler.Sample();
        Assert.False(gpu.Sampler.Release(TimeSpan.FromMinutes(10)).IsDone);

        gpu.NvmlFailure = null;
        Assert.True(gpu.Sampler.Resume().IsDone);
        TickUntilItAnswers(gpu);
        Assert.Equal("nvml", gpu.Sample.Inventory.Source);

        // The old read of nvidia-smi is not joined by another one.
        gpu.Nvml!.Failure = FakeGpuSource.Broken(GpuFailure.DriverNotLoaded);
        gpu.TickAfter(60);
        Assert.Single(gpu.Sources, source => source.Name == "nvidia-smi");
        gpu.NvidiaSmi.Hangs = false;
        Eventually.Wait(
            () =>
            {
                gpu.Time.Advance(TimeSpan.FromSeconds(60));
                gpu.Sampler.Sample();
                return gpu.Sampler.Status.Outage is null;
            },
            "nvidia-smi is read again");
        Assert.Equal("nvidia-smi", gpu.Sample.Inventory.Source);
    }

    [Fact]
    public async Task AReleaseThatHasEndedWhileItWaitedIsNotCalledDone()
    {
        using var gpu = new GpuSamplerFixture(Options);
        gpu.Tick();
        gpu.Nvml!.Hangs = true;
        gpu.Time.Advance(TimeSpan.FromSeconds(1));
        gpu.Sampler.Sample();
        var release = Task.Run(() => gpu.Sampler.Release(TimeSpan.FromMinutes(10)), TestContext.Current.CancellationToken);
        await Eventually.True(() => gpu.Sampler.Status.Outage?.Reason == "released", "the release has begun");
        Assert.False(gpu.Sampler.Resume().IsDone);

        gpu.Nvml.Hangs = false;

        var (isDone, line) = await release;
        Assert.False(isDone);
        Assert.Contains("the release has ended meanwhile", line, StringComparison.Ordinal);
    }

    [Fact]
    public void ADriverThatFailsAfterASlowStartIsAskedAgainAtTheNextDiscovery()
    {
        using var gpu = new GpuSamplerFixture(Options)
        {
            HangFromTheStart = true,
            HasToOpen = true,
            NvmlFailure = FakeGpuSource.Broken(GpuFailure.NvmlError),
            NvidiaSmiFailure = FakeGpuSource.Broken(GpuFailure.NvidiaSmiMissing),
        };
        for (var i = 0; i < 12; i++)
        {
            gpu.Sampler.Sample();
            gpu.Time.Advance(TimeSpan.FromSeconds(1));
        }
        gpu.HangFromTheStart = false;
        gpu.Nvml!.Hangs = false;
        Eventually.Wait(
            () =>
            {
                gpu.Sampler.Sample();
                return gpu.Sampler.Status.Outage?.Reason == GpuFailure.NvmlError;
            },
            "the failure");
        for (var i = 0; i < 5; i++)
        {
            gpu.Time.Advance(TimeSpan.FromSeconds(5));
            gpu.Sampler.Sample();
        }

        Assert.Equal((1, 1), (gpu.Nvml.Reads, gpu.NvidiaSmi!.Reads));
        Assert.Equal(["GpuDriverStarting", "GpuSourceUnavailable"], gpu.Log.Events);
        gpu.Time.Advance(TimeSpan.FromSeconds(5));
        gpu.Sampler.Sample();
        Assert.Equal(2, gpu.Nvml.Reads);
    }

    [Fact]
    public async Task NoTickWaitsWhileTheDriverStarts()
    {
        using var gpu = new GpuSamplerFixture(new GpuOptions { Timeout = TimeSpan.FromMinutes(5) })
        { HangFromTheStart = true, HasToOpen = true };

        await Task.Run(gpu.Sampler.Sample, TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.Equal("starting", gpu.Sampler.Status.Outage?.Reason);
    }

    [Fact]
    public void ASlowAnswerIsPickedUpByALaterTick()
    {
        using var gpu = new GpuSamplerFixture(Options);
        gpu.Tick();
        var version = gpu.Latest.Version;
        gpu.Nvml!.Hangs = true;
        for (var i = 0; i < 5; i++)
        {
            gpu.Time.Advance(TimeSpan.FromSeconds(1));
            gpu.Sampler.Sample();
        }
        Assert.Equal(version, gpu.Latest.Version);
        Assert.Equal(2, gpu.Nvml.Reads);

        gpu.Nvml.Hangs = false;
        gpu.Tick();

        Assert.Equal([true, true], gpu.Up);
        Assert.Equal(0, gpu.Failures(GpuFailure.Timeout));
        Assert.False(gpu.Sampler.HasHungCall);
    }

    [Fact]
    public void AHungSourceIsAbandonedAndNoOtherIsTried()
    {
        using var gpu = new GpuSamplerFixture(Options);
        gpu.Tick();
        Hang(gpu);

        Assert.Equal(1, gpu.Failures(GpuFailure.Timeout));
        Assert.Equal(GpuFailure.Timeout, gpu.Sampler.Status.Outage?.Reason);
        Assert.Contains("nvml has not answered for 10 s", gpu.Sampler.Status.Outage?.Message, StringComparison.Ordinal);
        Assert.True(gpu.Sampler.HasHungCall);
        Assert.False(gpu.Nvml!.IsInterrupted);
        Assert.Equal(["GpuSourceInUse", "GpuSourceTimedOut"], gpu.Log.Events);

        for (var i = 0; i < 10; i++)
        {
            gpu.Time.Advance(TimeSpan.FromSeconds(30));
            gpu.Sampler.Sample();
        }
        Assert.Equal(2, gpu.Nvml.Reads);
        Assert.Null(gpu.NvidiaSmi);
        Assert.Equal(1, gpu.Failures(GpuFailure.Timeout));
        Assert.Equal(2, gpu.Log.Lines.Count);
    }

    [Fact]
    public void TheLastSampleAgesAndThenTheGpusAreShownAsDown()
    {
        using var gpu = new GpuSamplerFixture(Options);
        gpu.Tick();
        Hang(gpu);

        Assert.Equal([true, true], gpu.Up);
        Assert.True(gpu.Sampler.Status.IsFresh);

        gpu.TickAfter(10);
        Assert.Equal([false, false], gpu.Up);
        Assert.Equal(2, gpu.Sample.Inventory.Count);
        Assert.Equal([default, default], gpu.Sample.Readings);

        // It is logged once.
        var version = gpu.Latest.Version;
        gpu.Time.Advance(TimeSpan.FromSeconds(10));
        gpu.Sampler.Sample();
        Assert.Equal(version, gpu.Latest.Version);
    }

    [Fact]
    public void ASourceThatHangsFromTheStartIsShownByItsPciCount()
    {
        using var gpu = new GpuSamplerFixture(Options with { Timeout = TimeSpan.FromMilliseconds(100) });
        gpu.PlantPciDevice("0000:01:00.0", "0x10de", "0x030000");

        var hung = Assert.Single(HangAtOnce(gpu));

        Assert.Equal((1, 0), (gpu.Sample.Inventory.Count, gpu.Sample.Inventory.Gpus.Length));
        Assert.Equal(GpuFailure.Timeout, gpu.Sampler.Status.Outage?.Reason);
        Assert.False(hung.IsDisposed);
    }

    [Fact]
    public void WhenTheCallReturnsTheSourceIsReadAgainAndItsLateReadingIsNotServed()
    {
        using var gpu = new GpuSamplerFixture(Options);
        gpu.Tick();
        var nvml = gpu.Nvml!;
        Hang(gpu);

        // Its read began before the driver hung, so its age is unknown.
        nvml.Fill = readings =>
        {
            readings.Add() = new GpuReading { Up = true, PowerDrawWatts = nvml.Reads };
            readings.Add() = new GpuReading { Up = true, PowerDrawWatts = nvml.Reads };
        };
        var late = nvml.Reads;
        nvml.Hangs = false;
        TickUntilItAnswers(gpu);

        Assert.Equal([late + 1, late + 1], gpu.Sample.Readings.Select(reading => reading.PowerDrawWatts));
        Assert.Same(nvml, Assert.Single(gpu.Sources));
        Assert.False(nvml.IsDisposed);
        Assert.Null(gpu.Sampler.Status.Outage);
        Assert.False(gpu.Sampler.HasHungCall);
        Assert.Equal(["GpuSourceInUse", "GpuSourceTimedOut", "GpuSourceReturned", "GpuSourceInUse"], gpu.Log.Events);
    }

    [Fact]
    public void AHungReadOfNvmlLeavesTheSourceInUse()
    {
        using var gpu = new GpuSamplerFixture(Options) { NvmlFailure = FakeGpuSource.Broken(GpuFailure.DriverNotLoaded) };
        gpu.Tick();
        gpu.Nvml!.Hangs = true;
        gpu.Time.Advance(TimeSpan.FromSeconds(30));
        gpu.Sampler.Sample();
        gpu.TickAfter(10);

        Assert.True(gpu.Sampler.HasHungCall);
        Assert.Equal("nvidia-smi", gpu.Sample.Inventory.Source);
        Assert.Equal([true, true], gpu.Up);
        Assert.Null(gpu.Sampler.Status.Outage);
        Assert.Equal(1, gpu.Failures(GpuFailure.Timeout));

        gpu.TickAfter(60);
        Assert.Equal(2, gpu.Nvml.Reads);
    }

    [Fact]
    public async Task StoppingEndsATickThatWaits()
    {
        // The first tick waits long.
        using var gpu = new GpuSamplerFixture(new GpuOptions { Timeout = TimeSpan.FromMinutes(5) });
        var tick = Task.Run(() => HangAtOnce(gpu), TestContext.Current.CancellationToken);
        await Eventually.True(() => gpu.Nvml is { Reads: 1 }, "the read is begun");

        gpu.Sampler.Interrupt();
        await tick;

        Assert.Equal(0, gpu.Sampler.Status.Samples);
        gpu.Sampler.Dispose();
        Assert.True(gpu.Sampler.HasHungCall);
        Assert.False(gpu.Nvml!.IsDisposed);
    }

    [Fact]
    public void StoppingDisposesOfTheSourceOnItsOwnThread()
    {
        using var gpu = new GpuSamplerFixture(Options);
        gpu.Tick();
        gpu.Sampler.Dispose();

        Eventually.Wait(() => !gpu.Sampler.HasHungCall, "the thread ends");
        Assert.True(gpu.Nvml!.IsDisposed);
        Assert.Single(gpu.Nvml.Threads);
        Assert.DoesNotContain(Environment.CurrentManagedThreadId, gpu.Nvml.Threads);
    }

    /// <summary>Lets the source hang for longer than its time limit.</summary>
    static void Hang(GpuSamplerFixture gpu)
    {
        gpu.Nvml!.Hangs = true;
        gpu.Sampler.Sample();
        gpu.Time.Advance(TimeSpan.FromSeconds(10));
        gpu.Sampler.Sample();
    }

    static void TickUntilItAnswers(GpuSamplerFixture gpu) => Eventually.Wait(
        () =>
        {
            gpu.Sampler.Sample();
            return gpu.Sampler.Status.Outage is null;
        },
        "an answer");

    static List<FakeGpuSource> HangAtOnce(GpuSamplerFixture gpu)
    {
        gpu.HangFromTheStart = true;
        gpu.Sampler.Sample();
        gpu.Time.Advance(gpu.Options.Timeout);
        gpu.Sampler.Sample();
        return gpu.Sources;
    }
}
