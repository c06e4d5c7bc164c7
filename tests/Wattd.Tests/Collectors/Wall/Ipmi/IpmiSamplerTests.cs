using Microsoft.Extensions.Time.Testing;
using Wattd.Collectors.Sampling;
using Wattd.Collectors.Wall;
using Wattd.Collectors.Wall.Ipmi;
using Wattd.Tests.Support;
using static Wattd.Linux.Errno;

namespace Wattd.Tests.Collectors.Wall.Ipmi;

public sealed class IpmiSamplerTests : IDisposable
{
    readonly FakeTimeProvider _time = new();
    readonly CollectingLogger _log = new();
    readonly LatestSample<WallInventory, WallReading> _latest = new();
    readonly FakeBmc _bmc;
    WallSampler _sampler;

    public IpmiSamplerTests()
    {
        _bmc = new FakeBmc(_time);
        _sampler = With(new WallOptions { Source = WallSourceChoice.Ipmi });
    }

    public void Dispose() => _sampler.Dispose();

    string? Reason => _sampler.Status.Outage?.Reason;

    WallSampler With(WallOptions options)
    {
        _sampler?.Dispose();
        IWallSource ipmi = new IpmiSource(options, _bmc, _time);
        var source = options.Source == WallSourceChoice.Ipmi ? ipmi : new AutoWallSource(new FakeWallSource { IsThere = false }, ipmi);
        return _sampler = new WallSampler(options, source, _latest, _time, _log);
    }

    /// <summary>Ticks on the sampler's own grid, for as long as given.</summary>
    void Sample(TimeSpan duration)
    {
        for (var begun = _time.GetTimestamp(); _time.GetElapsedTime(begun) < duration;)
        {
            _time.Advance(_sampler.Interval);
            _sampler.Sample();
        }
    }

    [Fact]
    public void EveryTenSecondsTheBmcIsAskedAndThePowerIntegrated()
    {
        Sample(TimeSpan.FromSeconds(30));
        Assert.Null(Reason);
        Assert.Equal(3, _bmc.Questions.Count);
        var reading = Assert.Single(_latest.Read()!.Readings);
        Assert.Equal((164, 2 * 10 * 164), (reading.Power!.Value.Watts, reading.Energy!.Value.Joules));
        Assert.Equal([("WallMeasured", "The power of the whole machine comes from bmc0")], _log.Lines);
    }

    [Fact]
    public void ADeniedDeviceIsLoggedOnceAndTriedAtEachDiscovery()
    {
        _bmc.OpenError = EPERM;
        Sample(TimeSpan.FromMinutes(10));
        Assert.Equal((WallFailure.PermissionDenied, true), (Reason, _sampler.Status.Outage!.IsWanted));
        Assert.Equal(["WallUnreadable"], _log.Events);
        Assert.InRange(_bmc.Opens, 15, 21);
        _bmc.OpenError = 0;
        Sample(TimeSpan.FromSeconds(35));
        Assert.Null(Reason);
    }

    [Fact]
    public void WhereNobodyAskedForItADeniedDeviceIsQuiet()
    {
        _bmc.OpenError = EPERM;
        With(new WallOptions());
        Sample(TimeSpan.FromMinutes(10));
        Assert.Equal((WallFailure.NoMeter, false), (Reason, _sampler.Status.Outage!.IsWanted));
        Assert.Empty(_log.Events);
    }

    [Fact]
    public void ABmcWithoutTheCommandIsLoggedOnceAndAskedSeldom()
    {
        _bmc.Answer = [0xC1];
        Sample(TimeSpan.FromMinutes(21));
        Assert.Equal(WallFailure.Unsupported, Reason);
        Assert.Equal(["WallUnreadable"], _log.Events);
        Assert.InRange(_bmc.Questions.Count, 3, 5);
    }

    [Fact]
    public void ABmcThatNeverAnswersIsLeftAlone()
    {
        _bmc.Answer = null;
        Sample(TimeSpan.FromSeconds(45));
        Assert.Equal((WallFailure.Timeout, false), (Reason, _sampler.HasHungCall));
        Assert.Equal(3, _bmc.Questions.Count);
        Assert.Equal(["WallUnreadable", "WallPaused"], _log.Events);
        Assert.StartsWith("No power is read from bmc0 for 1 minute(s)", _log.Lines[1].Message, StringComparison.Ordinal);
        Assert.Equal(3, _sampler.Status.Failures.Single(failure => failure.Reason == WallFailure.Timeout).Count);
    }

    [Theory]
    [InlineData(null, 10)]
    [InlineData(1, 5)]
    [InlineData(60, 60)]
    public void AnIntervalIsExtendedToFiveSecondsWhereTheSourceIsChosenAtRunTime(int? given, int expected)
    {
        With(new WallOptions { Interval = given is { } seconds ? TimeSpan.FromSeconds(seconds) : null });
        Sample(TimeSpan.FromSeconds(70));
        Assert.Null(Reason);
        Assert.Equal(TimeSpan.FromSeconds(expected), _sampler.Interval);
    }

    [Theory]
    [InlineData(null, 10)]
    [InlineData(1, 5)]
    public void ABmcThatIsBusyAtTheStartIsNotAskedMoreOften(int? given, int expected)
    {
        _bmc.Answer = [0xC0];
        With(new WallOptions { Interval = given is { } seconds ? TimeSpan.FromSeconds(seconds) : null });
        _sampler.Sample();
        Assert.Equal(WallFailure.NoData, Reason);
        Assert.Equal(TimeSpan.FromSeconds(expected), _sampler.Interval);
    }

    [Fact]
    public void AStopDoesNotWaitForTheBmc()
    {
        _bmc.Answer = null;
        using var waits = new ManualResetEventSlim();
        // Without end in the time of the source: only the stop ends the wait.
        _bmc.Waits = () =>
        {
            waits.Set();
            Thread.Sleep(1);
        };
        With(new WallOptions { Source = WallSourceChoice.Ipmi, Timeout = TimeSpan.FromDays(1) });
        var tick = new Thread(_sampler.Sample);
        tick.Start();
        waits.Wait(TestContext.Current.CancellationToken);
        _sampler.Dispose();
        tick.Join();
        Assert.False(_sampler.HasHungCall);
    }
}
