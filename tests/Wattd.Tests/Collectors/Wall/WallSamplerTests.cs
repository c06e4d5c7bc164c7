using Microsoft.Extensions.Time.Testing;
using Wattd.Collectors;
using Wattd.Collectors.Sampling;
using Wattd.Collectors.Wall;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Wall;

public sealed class WallSamplerTests : IDisposable
{
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    readonly FakeTimeProvider _time = new();
    readonly FakeWallSource _source = new();
    readonly CollectingLogger _log = new();
    readonly LatestSample<WallInventory, WallReading> _latest = new();
    readonly WallSampler _sampler;

    public WallSamplerTests() => _sampler = new WallSampler(new WallOptions(), _source, _latest, _time, _log);

    public void Dispose() => _sampler.Dispose();

    string? Reason => _sampler.Status.Outage?.Reason;

    void Sample(int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            _time.Advance(Second);
            _sampler.Sample();
        }
    }

    [Fact]
    public void AReadingIsPublished()
    {
        Sample(2);
        Assert.Null(Reason);
        var reading = Assert.Single(_latest.Read()!.Readings);
        Assert.Equal((400, 400, 400), (reading.Power!.Value.Watts, reading.Energy!.Value.Joules, reading.Peak!.Value.Watts));
        Assert.Equal(["WallMeasured"], _log.Events);
    }

    [Fact]
    public void WithoutAMeterItIsQuietAndLooksAgainAtTheNextDiscovery()
    {
        _source.IsThere = false;
        Sample();
        Assert.Equal((WallFailure.NoMeter, false), (Reason, _sampler.Status.Outage!.IsWanted));
        Assert.Empty(_log.Events);
        Sample(20);
        Assert.Equal(1, _source.Reads);
        _source.IsThere = true;
        Sample(15);
        Assert.Null(Reason);
    }

    [Fact]
    public void FirmwareThatFailsEachTimeIsLeftAlone()
    {
        _source.Failure = new WallValue(null, WallFailure.ReadFailed, "an input/output error");
        Sample(3);
        Assert.Equal(3, _source.Reads);
        Sample(59);
        Assert.Equal(3, _source.Reads);
        Sample(1);
        Assert.Equal(4, _source.Reads);
        Sample(5 * 60);
        Assert.Equal(5, _source.Reads);
        Sample(15 * 60);
        Assert.Equal(6, _source.Reads);
        Assert.Equal(["WallUnreadable", "WallPaused", "WallPaused", "WallPaused", "WallPaused"], _log.Events);
        Assert.Equal(WallFailure.ReadFailed, Reason);

        _source.Failure = null;
        Sample(15 * 60);
        Assert.Null(Reason);
        _source.Failure = new WallValue(null, WallFailure.ReadFailed, "an input/output error");
        Sample(2);
        Assert.Equal("WallUnreadable", _log.Events.Last());
    }

    [Theory]
    [InlineData("acpi0")]
    [InlineData("acpi0", "acpi1")]
    public void OneLineNamesEachMeterThatIsLeftAlone(params string[] meters)
    {
        using var source = new FakeWallSource(meters);
        using var sampler = new WallSampler(new WallOptions(), source, _latest, _time, _log);
        SampleUntil(() => sampler.Status.Outage is null, "the first reading");
        source.FailureOfAll = new SourceException(WallFailure.ReadFailed, "an input/output error");
        SampleUntil(() => _log.Events.Contains("WallPaused"), "the pause");
        Assert.Equal(["WallMeasured", "WallUnreadable", "WallPaused"], _log.Events);
        Assert.Equal(
            $"No power is read from {string.Join(", ", meters)} for 1 minute(s), because every read fails: an input/output error", _log.Lines[^1].Message);

        void SampleUntil(Func<bool> condition, string what) => Eventually.Wait(
            () =>
            {
                sampler.Sample();
                return condition();
            },
            what);
    }

    [Fact]
    public void NonsenseAloneIsAnOutageWithItsReason()
    {
        _source.Watts = 65_535;
        Sample();
        Assert.Equal(WallFailure.Nonsense, Reason);
        Assert.Equal(1, _sampler.Status.Failures.Single(failure => failure.Reason == WallFailure.Nonsense).Count);
        _source.Watts = 300;
        Sample();
        Assert.Null(Reason);
    }

    [Fact]
    public void AReadThatHangsIsATimeoutAndIsNotBegunAgain()
    {
        Sample();
        _source.Hangs = true;
        Sample(7);
        Assert.Equal((WallFailure.Timeout, 2, true), (Reason, _source.Reads, _sampler.HasHungCall));
        _source.Hangs = false;
        Eventually.Wait(
            () =>
            {
                Sample();
                return Reason is null;
            },
            "the call returns");
        Assert.False(_sampler.HasHungCall);
    }

    [Fact]
    public async Task AMeterThatHangsDoesNotDelayTheStart()
    {
        var hour = TimeSpan.FromHours(1);
        using var source = new FakeWallSource { Hangs = true };
        using var sampler = new WallSampler(new WallOptions { Interval = hour, Timeout = hour }, source, _latest, _time, _log);
        await Task.Run(sampler.Sample, TestContext.Current.CancellationToken).WaitAsync(Eventually.Deadline, TestContext.Current.CancellationToken);
        Assert.Equal((Outage.Starting, Second, false), (sampler.Status.Outage!.Reason, sampler.Interval, sampler.HasHungCall));
        source.Hangs = false;
        Eventually.Wait(
            () =>
            {
                sampler.Sample();
                return sampler.Status.Outage is null;
            },
            "the first reading");
        Assert.Equal(hour, sampler.Interval);
    }

    [Fact]
    public async Task AHangIsReportedAfterTheTimeoutHoweverLongTheInterval()
    {
        using var source = new FakeWallSource();
        using var sampler = new WallSampler(
            new WallOptions { Interval = TimeSpan.FromHours(1), Timeout = 0.2 * Second }, source, _latest, TimeProvider.System, _log);
        Eventually.Wait(
            () =>
            {
                sampler.Sample();
                return sampler.Status.Outage is null;
            },
            "the first reading");
        source.Hangs = true;
        await Task.Run(sampler.Sample, TestContext.Current.CancellationToken).WaitAsync(Eventually.Deadline, TestContext.Current.CancellationToken);
        Assert.Equal((WallFailure.Timeout, true), (sampler.Status.Outage?.Reason, sampler.HasHungCall));
    }

    [Fact]
    public void ARequiredMeterThatIsSlowIsWaitedForAtTheStart()
    {
        using var source = new FakeWallSource { Takes = 0.1 * Second };
        using var sampler = new WallSampler(
            new WallOptions { Mode = CollectorMode.Required, Interval = TimeSpan.FromMilliseconds(1), Timeout = Eventually.Deadline }, source, _latest, _time, _log);
        sampler.Sample();
        Assert.Null(sampler.Status.Outage);
    }

    [Fact]
    public void ARequiredMeterThatHangsEndsTheStartWithTheReason()
    {
        using var source = new FakeWallSource { Hangs = true };
        using var sampler = new WallSampler(
            new WallOptions { Mode = CollectorMode.Required, Timeout = 0.1 * Second }, source, _latest, _time, _log);
        sampler.Sample();
        Assert.Equal(WallFailure.Timeout, sampler.Status.Outage!.Reason);
        Assert.Contains("with wall = auto wattd starts without it", sampler.Status.Outage.Message, StringComparison.Ordinal);
        Assert.Empty(_log.Events);
    }

    [Fact]
    public void ARequiredMeterIsWaitedForNoLongerThanAStartMayTakeHoweverLongTheTimeout()
    {
        using var source = new FakeWallSource { Hangs = true };
        using var sampler = new WallSampler(
            new WallOptions { Mode = CollectorMode.Required, Timeout = TimeSpan.FromMinutes(1) }, source, _latest, _time, _log);
        _time.AutoAdvanceAmount = StartLimit.Required + Second;
        sampler.Sample();
        _time.AutoAdvanceAmount = TimeSpan.Zero;
        Assert.Equal(WallFailure.Timeout, sampler.Status.Outage?.Reason);
        Assert.Contains("has not answered for 50 s", sampler.Status.Outage?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhereAMeterIsRequiredTheHostReportsThatItIsMissing()
    {
        using var source = new FakeWallSource { IsThere = false };
        using var sampler = new WallSampler(new WallOptions { Mode = CollectorMode.Required }, source, new(), _time, _log);
        sampler.Sample();
        Assert.True(sampler.Status.Outage!.IsWanted);
        Assert.Empty(_log.Events);
    }
}
