using Microsoft.Extensions.Time.Testing;
using Wattd.Collectors.Gpu;
using Wattd.Collectors.Gpu.NvidiaSmi;
using Wattd.Collectors.Gpu.Nvml;
using Wattd.Collectors.Gpu.Xids;
using Wattd.Collectors.Sampling;
using Wattd.Http;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Gpu.Release;

/// <summary>The sampler over the real sources, a stub library that counts its sessions, and a fake nvidia-smi.</summary>
public sealed class GpuReleaseTests : IDisposable
{
    static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);

    readonly NvmlStub _stub = new(gpus: 2);
    readonly FakeNvidiaSmi _smi = new();
    readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 26, 3, 0, 0, TimeSpan.Zero));
    readonly CollectingLogger _log = new();
    readonly LatestSample<GpuInventory, GpuReading> _latest = new();
    readonly GpuXids _xids;
    readonly GpuSampler _sampler;

    public GpuReleaseTests()
    {
        var options = new GpuOptions
        {
            NvmlLibrary = _stub.Library,
            NvidiaSmi = _smi.Path,
            ProcfsPath = _stub.Procfs,
            SysfsPath = _stub.Procfs,
            Interval = TimeSpan.FromMilliseconds(100),
            Timeout = TimeSpan.FromSeconds(1),
        };
        _xids = new GpuXids(_time, _log);
        var kept = new NvmlKept();
        _sampler = new GpuSampler(
            options, () => new NvmlSource(options, _time, _log, xids: _xids, kept: kept), () => new NvidiaSmiSource(options, _time), _latest, _time, _log, _xids);
    }

    public void Dispose()
    {
        foreach (var function in Enum.GetValues<NvmlFunction>())
            _stub.Hang(function, hangs: false);
        _sampler.Dispose();
        _stub.Dispose();
        _smi.Dispose();
    }

    [Fact]
    public void AReleaseLeavesNoSessionNoLibraryAndNoThreadInIt()
    {
        Read();
        Assert.True(IsLoaded());

        var result = _sampler.Release(TenMinutes);

        Assert.Equal(
            (true, "The GPUs are released until 2026-11-26 03:10:00 UTC: wattd has no session with the driver and no open device. 'wattd resume gpu' takes them up before that."),
            (result.IsDone, result.Line));
        Assert.Equal((0, 0, 0), (_stub.Open, _stub.EventSets, _stub.UnsafeEnds));
        Assert.False(IsLoaded());
        Assert.False(_sampler.HasHungCall);

        var inits = _stub.Inits;
        for (var i = 0; i < 20; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(29));
            _sampler.Sample();
        }
        Assert.Equal((inits, 0), (_stub.Inits, _stub.Open));
        Assert.Single(_log.Events, name => name == "GpuReleased");
    }

    [Fact]
    public void AReleaseAndItsEndDoNotWaitForTheNextPointOfTheGrid()
    {
        Read();
        var wakeUps = 0;
        _sampler.UseWakeUp(() => wakeUps++);
        _sampler.Release(TenMinutes);
        Assert.Equal(1, wakeUps);
        _sampler.Resume();
        Assert.Equal(2, wakeUps);
    }

    [Fact]
    public void ReleasedGpusAreDownForAReasonThatIsNoFault()
    {
        Read();
        _sampler.Release(TenMinutes);
        _time.Advance(TimeSpan.FromMinutes(5));
        _sampler.Sample();

        Assert.Equal(("released", true), (_sampler.Status.CurrentOutage?.Reason, _sampler.Status.CurrentOutage?.IsPlanned));
        Assert.False(_sampler.Status.IsFresh);
        Assert.Null(Health.Complaint([_sampler.Status]));
        Assert.Equal(2, _latest.Read()!.Inventory.Count);
        Assert.All(_latest.Read()!.Readings, reading => Assert.False(reading.Up));
        Assert.All(_sampler.Status.Failures, failure => Assert.Equal(0, failure.Count));
    }

    [Fact]
    public void ResumeTakesThemUpWithTheLibraryThatIsThenInstalled()
    {
        Read();
        _sampler.Release(TenMinutes);
        _stub.DriverVersion = "590.44.01";
        _stub.Replace();

        Assert.True(_sampler.Resume().IsDone);
        Read();

        Assert.Equal((2, 1), (_stub.Inits, _stub.Open));
        Assert.Equal("590.44.01", _latest.Read()!.Inventory.DriverVersion);
        Assert.Null(_sampler.Status.CurrentOutage);
        Assert.Contains(("GpuResumed", "The GPUs are read again as requested"), _log.Lines);
    }

    [Fact]
    public void WhenTheTimeHasPassedTheyAreTakenUpWithoutARequest()
    {
        Read();
        _sampler.Release(TenMinutes);
        _time.Advance(TenMinutes - TimeSpan.FromSeconds(1));
        _sampler.Sample();
        Assert.Equal(0, _stub.Open);

        _time.Advance(TimeSpan.FromSeconds(1));
        Read();

        Assert.Equal(1, _stub.Open);
        Assert.Contains(("GpuResumed", "The GPUs are read again because its time has passed"), _log.Lines);
    }

    [Fact]
    public void AnotherReleaseMovesTheEnd()
    {
        Read();
        _sampler.Release(TimeSpan.FromMinutes(1));
        _sampler.Release(TenMinutes);
        _time.Advance(TimeSpan.FromMinutes(9));
        _sampler.Sample();
        Assert.Equal(Outage.Released, _sampler.Status.Outage?.Reason);
        _time.Advance(TimeSpan.FromMinutes(1));
        Read();
    }

    [Fact]
    public void ResumeWithoutAReleaseChangesNothing()
    {
        Read();
        Assert.Equal((true, "The GPUs are not released."), (_sampler.Resume().IsDone, _sampler.Resume().Line));
        Read();
        Assert.Equal(1, _stub.Inits);
    }

    [Fact]
    public void TheEnergyOfAGpuContinuesAfterARelease()
    {
        _stub[0, NvmlValue.Energy] = 5_000_000;
        Read();
        var before = _latest.Read()!.Readings[0].EnergyJoules;
        _sampler.Release(TenMinutes);
        _stub[0, NvmlValue.Energy] = 0;
        _sampler.Resume();
        Read();
        Assert.Equal((5000.0, 5000.0), (before, _latest.Read()!.Readings[0].EnergyJoules));
    }

    [Fact]
    public void XidsStayAndAreNoLongerOpenAfterIt()
    {
        Read();
        Eventually.Wait(() => _stub.Registrations(0) == 1, "it is registered");
        _stub.Report(0, 48);
        Eventually.Wait(() => Xids() is [{ IsOpen: true }], "the XID");
        _sampler.Release(TenMinutes);
        Assert.True(Assert.Single(_latest.Read()!.Readings[0].Xids!).IsOpen);
        _sampler.Resume();
        Read();
        Assert.Equal((1, false), Assert.Single(Xids()!) is var seen ? (seen.Count, seen.IsOpen) : default);

        IReadOnlyList<SeenXid>? Xids()
        {
            _sampler.Sample();
            return _latest.Read()!.Readings[0].Xids;
        }
    }

    /// <summary>The GPU's system processor hangs (119), and so does the next call into the driver: that is no sign that anyone has acted.</summary>
    [Fact]
    public void AnXidStaysOpenAfterACallThatHungBecauseOfIt()
    {
        Read();
        Eventually.Wait(() => _stub.Registrations(0) == 1, "it is registered");
        _stub.Report(0, 119);
        Eventually.Wait(() => Xids() is [{ IsOpen: true }], "the XID");
        _stub.Hang(NvmlFunction.nvmlDeviceGetUtilizationRates);
        Eventually.Wait(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                _sampler.Sample();
                return _sampler.Status.Outage?.Reason == GpuFailure.Timeout && _latest.Read()!.Readings.All(reading => !reading.Up);
            },
            "the GPUs are shown as down");

        _stub.Hang(NvmlFunction.nvmlDeviceGetUtilizationRates, hangs: false);
        Read();

        Assert.True(_latest.Read()!.Readings[0].Up);
        Assert.True(Assert.Single(_latest.Read()!.Readings[0].Xids!).IsOpen);

        IReadOnlyList<SeenXid>? Xids()
        {
            _sampler.Sample();
            return _latest.Read()!.Readings[0].Xids;
        }
    }

    [Fact]
    public void AnXidIsNoLongerOpenAfterTheDriverWasLoadedAgain()
    {
        Read();
        Eventually.Wait(() => _stub.Registrations(0) == 1, "it is registered");
        _stub.Report(0, 48);
        Eventually.Wait(() => { _sampler.Sample(); return _latest.Read()!.Readings[0].Xids is [{ IsOpen: true }]; }, "the XID");
        _stub.Code = 9;
        Eventually.Wait(() => { _sampler.Sample(); return _sampler.Status.Outage is not null; }, "the outage");
        Assert.True(Assert.Single(_latest.Read()!.Readings[0].Xids!).IsOpen);
        _stub.Code = 0;
        _time.Advance(TimeSpan.FromMinutes(2));
        Read();
        Assert.False(Assert.Single(_latest.Read()!.Readings[0].Xids!).IsOpen);
    }

    [Fact]
    public void ACallThatDoesNotReturnIsSaidAndTheReleaseHappensWhenItDoes()
    {
        Read();
        _stub.Hang(NvmlFunction.nvmlDeviceGetUtilizationRates);
        Eventually.Wait(
            () =>
            {
                _sampler.Sample();
                return _stub.Held == 1;
            },
            "the call");

        var result = _sampler.Release(TenMinutes);

        Assert.False(result.IsDone);
        Assert.Contains("a call into the NVIDIA driver does not return", result.Line, StringComparison.Ordinal);
        Assert.Equal((GpuFailure.Timeout, false), (_sampler.Status.Outage?.Reason, _sampler.Status.Outage?.IsPlanned));
        Assert.Single(_log.Events, name => name == "GpuReleaseHangs");
        Assert.Equal(1, _stub.Open);
        // The release ends, and what follows is a hang.
        Assert.False(_sampler.Resume().IsDone);
        _time.Advance(TimeSpan.FromSeconds(2));
        _sampler.Sample();
        Assert.Equal((GpuFailure.Timeout, true), (_sampler.Status.Outage?.Reason, _sampler.HasHungCall));
        Assert.Contains("nvml has not answered for 1 s", _sampler.Status.Outage?.Message, StringComparison.Ordinal);
        Assert.True(_sampler.Resume().IsDone);
        Assert.Equal((1, 1), (_stub.Inits, _stub.Open));

        _stub.Hang(NvmlFunction.nvmlDeviceGetUtilizationRates, hangs: false);
        Read();
        Assert.Equal((2, 1, 0), (_stub.Inits, _stub.Open, _stub.UnsafeEnds));
    }

    [Fact]
    public void AWaitForXidsThatDoesNotReturnIsNoRelease()
    {
        Read();
        _stub.Hang(NvmlFunction.nvmlEventSetWait_v2);
        Eventually.Wait(() => _stub.Held == 1, "the wait");
        Assert.False(_sampler.Release(TenMinutes).IsDone);

        _stub.Hang(NvmlFunction.nvmlEventSetWait_v2, hangs: false);
        Eventually.Wait(() => _stub.Open == 0, "the library is released when it returns");
        _sampler.Sample();
        Assert.Equal(Outage.Released, _sampler.Status.Outage?.Reason);
        Assert.Equal(0, _stub.UnsafeEnds);
    }

    [Fact]
    public void AWaitForXidsThatDoesNotReturnDelaysNoReadAfterAReleaseAndNoOtherJoinsIt()
    {
        Read();
        _stub.Hang(NvmlFunction.nvmlEventSetWait_v2);
        Eventually.Wait(() => _stub.Held == 1, "the wait");
        _sampler.Release(TenMinutes);

        Assert.True(_sampler.Resume().IsDone);
        for (var i = 0; i < 5; i++)
            Read();
        Assert.Equal((2, 1, 1), (_stub.Inits, _stub.Held, _stub.Calls(NvmlFunction.nvmlEventSetCreate)));
        // The thread of the first session is still in the driver.
        Assert.False(_sampler.Release(TenMinutes).IsDone);
        _sampler.Resume();
        Read();

        _stub.Hang(NvmlFunction.nvmlEventSetWait_v2, hangs: false);
        Eventually.Wait(
            () =>
            {
                _sampler.Sample();
                return _stub.Calls(NvmlFunction.nvmlEventSetCreate) == 2;
            },
            "XIDs are asked for again");
        Assert.Equal((1, 0), (_stub.Open, _stub.UnsafeEnds));
    }

    [Fact]
    public void NoNvidiaSmiRunsAfterARelease()
    {
        _stub.Code = 9;
        _smi.Runs("echo $$ >>\"$here/pids\"; sleep 1000");
        _sampler.Sample();
        Eventually.Wait(
            () =>
            {
                _sampler.Sample();
                return _smi.Pids.Length > 0;
            },
            "nvidia-smi was started");

        Assert.True(_sampler.Release(TenMinutes).IsDone);

        Assert.All(_smi.Pids, Processes.AssertGone);
        _time.Advance(TimeSpan.FromMinutes(5));
        _sampler.Sample();
        Assert.Single(_smi.Pids);
    }

    [Fact]
    public void AnNvidiaSmiThatCannotBeKilledIsNoReleaseUntilItEnds()
    {
        ReadWithNvmlBesideAnNvidiaSmiThatHangs();
        try
        {
            Assert.False(_sampler.Release(TenMinutes).IsDone);
            _time.Advance(TimeSpan.FromMinutes(1));
            _sampler.Sample();
            Assert.Equal((GpuFailure.Timeout, false), (_sampler.Status.Outage?.Reason, _sampler.Status.Outage?.IsPlanned));
            Assert.DoesNotContain("GpuReleased", _log.Events);
        }
        finally
        {
            _smi.KillAll();
        }
        Eventually.Wait(
            () =>
            {
                _sampler.Sample();
                return _sampler.Status.Outage?.Reason == Outage.Released;
            },
            "the release");
        Assert.Contains("GpuReleased", _log.Events);
        Assert.Equal(0, _stub.Open);
    }

    [Fact]
    public void AnNvidiaSmiThatCannotBeKilledDoesNotKeepAReleaseFromEndingOnRequest()
    {
        ReadWithNvmlBesideAnNvidiaSmiThatHangs();
        try
        {
            Assert.False(_sampler.Release(TenMinutes).IsDone);

            var (isDone, line) = _sampler.Resume();
            Read();

            Assert.Equal((true, "The GPUs are no longer released. A call into the NVIDIA driver that began before has not returned: look for Xid lines in 'dmesg'."), (isDone, line));
            Assert.Equal(("nvml", 1), (_latest.Read()!.Inventory.Source, _stub.Open));
            Assert.Null(_sampler.Status.Outage);
            Assert.Contains(("GpuResumed", "The GPUs are read again as requested"), _log.Lines);
            // A second release is no more complete than the first.
            Assert.False(_sampler.Release(TenMinutes).IsDone);
        }
        finally
        {
            _smi.KillAll();
        }
    }

    [Fact]
    public void AnNvidiaSmiThatCannotBeKilledDoesNotKeepAReleaseFromEndingAtItsTime()
    {
        ReadWithNvmlBesideAnNvidiaSmiThatHangs();
        try
        {
            _sampler.Release(TenMinutes);
            _time.Advance(TenMinutes);
            Read();
            Assert.Equal(("nvml", 1), (_latest.Read()!.Inventory.Source, _stub.Open));
            Assert.Contains(("GpuResumed", "The GPUs are read again because its time has passed"), _log.Lines);
        }
        finally
        {
            _smi.KillAll();
        }
    }

    /// <summary>NVML fails, the nvidia-smi that replaces it hangs in the driver, and NVML is in use again.</summary>
    void ReadWithNvmlBesideAnNvidiaSmiThatHangs()
    {
        _stub.Code = 9;
        _smi.CannotBeKilled();
        Eventually.Wait(
            () =>
            {
                _sampler.Sample();
                if (_smi.Pids.Length > 0)
                    _time.Advance(TimeSpan.FromSeconds(1));
                return _sampler.Status.Outage?.Message.Contains("cannot be killed", StringComparison.Ordinal) == true;
            },
            "the signals had no effect");
        _stub.Code = 0;
        _time.Advance(TimeSpan.FromMinutes(1));
        Read();
        Assert.Equal("nvml", _latest.Read()!.Inventory.Source);
    }

    /// <summary>Whether the library is mapped into this process, or open in it.</summary>
    bool IsLoaded() =>
        File.ReadAllText("/proc/self/maps").Contains(_stub.Library, StringComparison.Ordinal)
        || Directory.GetFiles("/proc/self/fd").Any(file => TargetOf(file) == _stub.Library);

    /// <summary>Null if it was closed in between, by a test that runs at the same time.</summary>
    static string? TargetOf(string descriptor)
    {
        try
        {
            return File.ResolveLinkTarget(descriptor, false)?.FullName;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    void Read()
    {
        var samples = _sampler.Status.Samples;
        Eventually.Wait(
            () =>
            {
                _sampler.Sample();
                return _sampler.Status.Samples > samples;
            },
            "a sample");
    }
}
