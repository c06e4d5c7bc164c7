using Microsoft.Extensions.Time.Testing;
using Wattd.Collectors.Sampling;
using Wattd.Daemon;

namespace Wattd.Tests.Daemon;

public sealed class WatchdogTests
{
    readonly FakeTimeProvider _time = new();

    public WatchdogTests() => _time.Advance(TimeSpan.FromHours(1));

    Sampler Running(double intervalSeconds)
    {
        var sampler = new Sampler(TimeSpan.FromSeconds(intervalSeconds), _time);
        sampler.Status.Ticked(TimeSpan.Zero, 0);
        return sampler;
    }

    [Fact]
    public void SamplersOnScheduleAreNotStuck() => Assert.Null(new Watchdog([Running(0.1), Running(10)]).FindStuck());

    [Fact]
    public void AFastSamplerIsStuckAfterTwoSeconds()
    {
        var sampler = Running(0.1);

        _time.Advance(TimeSpan.FromSeconds(2.1));

        Assert.Same(sampler.Status, new Watchdog([sampler]).FindStuck());
    }

    [Fact]
    public void ASlowSamplerIsStuckAfterThreeIntervals()
    {
        var watchdog = new Watchdog([Running(10)]);

        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.Null(watchdog.FindStuck());

        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.NotNull(watchdog.FindStuck());
    }

    [Theory]
    [InlineData(10, 1)]
    [InlineData(1, 10)]
    public void WhenTheIntervalChangesTheLongerOneAppliesUntilTheNextTick(double before, double after)
    {
        var sampler = Running(before);
        sampler.Interval = TimeSpan.FromSeconds(after);
        var watchdog = new Watchdog([sampler]);

        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.Null(watchdog.FindStuck());

        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.NotNull(watchdog.FindStuck());
    }

    sealed class Sampler(TimeSpan interval, TimeProvider time) : ISampler
    {
        public CollectorStatus Status { get; } = new("fake", TimeSpan.FromSeconds(5), [], time) { Interval = interval };

        public TimeSpan Interval { get; set; } = interval;

        public void Sample()
        {
        }

        public void Dispose()
        {
        }
    }
}
