using Microsoft.Extensions.Time.Testing;
using Wattd.Collectors;
using Wattd.Collectors.Wall;
using Wattd.Collectors.Wall.Ipmi;
using Wattd.Tests.Support;
using static Wattd.Linux.Errno;

namespace Wattd.Tests.Collectors.Wall;

public sealed class WallProbeTests
{
    static readonly RunningCollector Up = new("wall", "", "", "none", 7);

    readonly FakeTimeProvider _time = new();
    readonly FakeBmc _bmc;

    public WallProbeTests() => _bmc = new FakeBmc(_time);

    ProbeResult Result(RunningCollector? running = null, WallSourceChoice source = WallSourceChoice.Ipmi)
    {
        var options = new WallOptions { Source = source };
        return Assert.Single(new WallProbe(options, () => running, () => new IpmiSource(options, _bmc, _time)).Examine());
    }

    [Fact]
    public void TheReadingOfTheBmcIsShown() =>
        Assert.Equal((ProbeOutcome.Ok, "bmc0 shows 164.0 W"), (Result().Outcome, Result(Up).Line));

    [Theory]
    [InlineData(WallFailure.NoMeter)]
    [InlineData(WallFailure.PermissionDenied)]
    public void ADaemonThatMayNotOpenTheBmcIsAWarningWithTheDropIn(string reason)
    {
        var result = Result(Up with { Reason = reason });
        Assert.Equal(ProbeOutcome.Warning, result.Outcome);
        Assert.Contains("bmc0 shows 164.0 W", result.Line, StringComparison.Ordinal);
        Assert.Contains("examples/ipmi.conf", result.Cure!, StringComparison.Ordinal);
    }

    [Fact]
    public void ADeniedDeviceIsAProblemUnlessTheDaemonReadsIt()
    {
        _bmc.OpenError = EACCES;
        Assert.Equal((ProbeOutcome.Denied, false), (Result().Outcome, Result().IsWell));
        Assert.Contains("examples/ipmi.conf", Result().Cure!, StringComparison.Ordinal);
        Assert.Equal((ProbeOutcome.Denied, true), (Result(Up).Outcome, Result(Up).IsWell));
    }

    [Fact]
    public void ABmcThatIsAbsentIsAProblemOnlyWhereTheSettingsAskForIt()
    {
        _bmc.OpenError = ENOENT;
        Assert.Equal((ProbeOutcome.Missing, false, "sudo modprobe -a ipmi_si ipmi_devintf"), (Result().Outcome, Result().IsWell, Result().Cure));
        Assert.True(Result(source: WallSourceChoice.Auto).IsWell);
    }

    [Fact]
    public void AnAbsentMeterThatTheDaemonReadsIsNoProblem()
    {
        _bmc.OpenError = ENOENT;
        Assert.Equal((ProbeOutcome.Denied, true, null), (Result(Up).Outcome, Result(Up).IsWell, Result(Up).Cure));
    }

    [Fact]
    public void ABmcWithoutTheCommandIsMissing()
    {
        _bmc.Answer = [0xC1];
        Assert.Equal((ProbeOutcome.Missing, false), (Result().Outcome, Result().IsWell));
    }

    [Fact]
    public void ABmcThatFailsIsAFailure()
    {
        _bmc.Answer = [0xFF];
        Assert.Equal(ProbeOutcome.Failed, Result().Outcome);
    }
}
