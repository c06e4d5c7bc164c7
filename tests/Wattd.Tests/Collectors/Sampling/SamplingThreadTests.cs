using Microsoft.Extensions.Time.Testing;
using Wattd.Collectors.Sampling;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Sampling;

public sealed class SamplingThreadTests
{
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    [Fact]
    public async Task ItSamplesAtOnceAndThenOnTheGridUntilItIsDisposed()
    {
        var sampler = new FakeSampler(Interval);
        using var thread = new SamplingThread(sampler, prompt: false, TimeProvider.System);

        thread.Start();
        await thread.FirstSample.WaitAsync(Eventually.Deadline);
        Assert.True(sampler.Status.Samples >= 1);
        await Eventually.True(() => sampler.Status.Samples >= 10, "ten samples");
        thread.Dispose();
        await thread.Completion.WaitAsync(Eventually.Deadline);

        Assert.True(sampler.Disposed);
    }

    /// <summary>Samples plus missed ticks are the grid points since the start, for any load of the machine.</summary>
    [Fact]
    public async Task EveryTickIsSampledOrCountedAsMissed()
    {
        var stamps = new List<long>();
        var sampler = new FakeSampler(Interval, () => stamps.Add(TimeProvider.System.GetTimestamp()));
        using var thread = new SamplingThread(sampler, prompt: false, TimeProvider.System);

        var start = TimeProvider.System.GetTimestamp();
        thread.Start();
        await Eventually.True(() => sampler.Status.Samples >= 50, "fifty samples");
        thread.Dispose();
        await thread.Completion.WaitAsync(Eventually.Deadline);

        var elapsed = TimeProvider.System.GetElapsedTime(stamps[0], stamps[^1]) / Interval;
        var points = stamps.Count - 1 + sampler.Status.MissedTicks;
        // The first sample may have been late too: no more points than there are from the start to the last sample.
        var most = TimeProvider.System.GetElapsedTime(start, stamps[^1]) / Interval;
        Assert.InRange(points, elapsed - 1 - LateTicks(sampler), most + 1);
    }

    /// <summary>The last tick itself may have been late, by no more than the sum of all lateness.</summary>
    static double LateTicks(FakeSampler sampler) =>
        Enumerable.Range(0, CollectorStatus.LatenessBounds.Length + 1).Sum(bucket => sampler.Status.Lateness[bucket].Sum)
        / Interval.TotalSeconds;

    [Fact]
    public async Task ASampleThatTakesLongerThanTheIntervalMissesTicks()
    {
        var sampler = new FakeSampler(Interval, () => Thread.Sleep(35));
        using var thread = new SamplingThread(sampler, prompt: false, TimeProvider.System);

        thread.Start();
        await Eventually.True(() => sampler.Status.Samples >= 4, "four samples");

        Assert.True(sampler.Status.MissedTicks >= 6);
    }

    [Fact]
    public async Task AFirstSampleThatWaitedForItsDeviceLeavesTheThreadAliveOnTheGridOfItsTick()
    {
        var time = new FakeTimeProvider();
        time.Advance(TimeSpan.FromHours(1));
        var sampler = new SlowAtFirst(time);
        using var thread = new SamplingThread(sampler, prompt: false, TimeProvider.System);

        thread.Start();
        await thread.FirstSample.WaitAsync(Eventually.Deadline);

        // The thread sleeps to a point that is minutes away, so no later tick hides the result of the first.
        Assert.Equal(TimeSpan.Zero, sampler.Status.SinceTick);
        Assert.Equal(TimeSpan.FromSeconds(5), sampler.Status.Interval);
    }

    /// <summary>Its first sample takes 12 s and changes the interval.</summary>
    sealed class SlowAtFirst(FakeTimeProvider time) : ISampler
    {
        public CollectorStatus Status { get; } = new("fake", TimeSpan.FromSeconds(5), [], time);

        public TimeSpan Interval { get; private set; } = TimeSpan.FromSeconds(5);

        public void Sample()
        {
            time.Advance(TimeSpan.FromSeconds(12));
            Interval = TimeSpan.FromMinutes(5);
        }

        public void Dispose()
        {
        }
    }

    [Fact]
    public async Task AFaultInTheSamplerIsReported()
    {
        using var thread = new SamplingThread(
            new FakeSampler(Interval, () => throw new InvalidOperationException("boom")), prompt: false, TimeProvider.System);

        thread.Start();

        await Assert.ThrowsAsync<InvalidOperationException>(() => thread.FirstSample.WaitAsync(Eventually.Deadline));
        await Assert.ThrowsAsync<InvalidOperationException>(() => thread.Completion.WaitAsync(Eventually.Deadline));
    }

    [Fact]
    public async Task TheGridFollowsTheIntervalOfTheSourceInUse()
    {
        var sampler = new FakeSampler(TimeSpan.FromMilliseconds(300));
        using var thread = new SamplingThread(sampler, prompt: false, TimeProvider.System);
        thread.Start();
        await thread.FirstSample.WaitAsync(Eventually.Deadline);

        sampler.Interval = TimeSpan.FromMilliseconds(5);

        await Eventually.True(() => sampler.Status.Samples >= 20, "twenty samples");
    }

    [Fact]
    public async Task ALongSleepEndsWhenTheThreadIsDisposed()
    {
        var sampler = new FakeSampler(TimeSpan.FromHours(1));
        using var thread = new SamplingThread(sampler, prompt: false, TimeProvider.System);
        thread.Start();
        await thread.FirstSample.WaitAsync(Eventually.Deadline);

        thread.Dispose();

        await thread.Completion.WaitAsync(Eventually.Deadline);
    }

    [Fact]
    public async Task ALongSleepEndsWhenTheSamplerAsksForASampleAndTheGridBeginsThere()
    {
        var sampler = new FakeSampler(TimeSpan.FromHours(1));
        using var thread = new SamplingThread(sampler, prompt: false, TimeProvider.System);
        thread.Start();
        await thread.FirstSample.WaitAsync(Eventually.Deadline);

        for (var samples = 2; samples <= 3; samples++)
        {
            sampler.WakeUp!();
            await Eventually.True(() => sampler.Status.Samples == samples, "another sample");
        }
        Assert.Equal(0, sampler.Status.MissedTicks);

        thread.Dispose();
        await thread.Completion.WaitAsync(Eventually.Deadline);
        Assert.Equal(3, sampler.Status.Samples);
    }

    [Fact]
    public async Task TheStatusShowsTheSchedulingThatTheKernelGranted()
    {
        var sampler = new FakeSampler(Interval);
        using var thread = new SamplingThread(sampler, prompt: true, TimeProvider.System);

        thread.Start();
        await thread.FirstSample.WaitAsync(Eventually.Deadline);

        Assert.Contains(sampler.Status.Scheduling, (string[])["fifo", "slice", "none"]);
    }
}
