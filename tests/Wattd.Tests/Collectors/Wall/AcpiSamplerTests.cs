using Microsoft.Extensions.Time.Testing;
using Wattd.Collectors;
using Wattd.Collectors.Sampling;
using Wattd.Collectors.Wall;
using Wattd.Collectors.Wall.Acpi;
using Wattd.Tests.Support;
using static Wattd.Tests.Support.PlantedHwmon;

namespace Wattd.Tests.Collectors.Wall;

/// <summary>Two ACPI power meters, of which one is broken.</summary>
public sealed class AcpiSamplerTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly FakeTimeProvider _time = new();
    readonly CollectingLogger _log = new();
    readonly LatestSample<WallInventory, WallReading> _latest = new();
    readonly WallOptions _options;
    readonly string _good, _broken;
    readonly WallSampler _sampler;

    public AcpiSamplerTests()
    {
        var hwmon = new PlantedHwmon(_folder.Path);
        _good = hwmon.Meter(0, Layout.Hwmon);
        _broken = hwmon.Meter(1, Layout.Hwmon, "ACPI000D:01", microwatts: "");
        _options = new WallOptions { SysfsPath = _folder.Path };
        _sampler = new WallSampler(_options, new AcpiSource(_options, _time), _latest, _time, _log);
    }

    public void Dispose()
    {
        _sampler.Dispose();
        _folder.Dispose();
    }

    long Failures => _sampler.Status.Failures.Sum(failure => failure.Count);

    IEnumerable<double?> Watts => _latest.Read()!.Readings.Select(reading => reading.Power?.Watts);

    void Sample(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _sampler.Sample();
        }
    }

    [Fact]
    public void ABrokenMeterIsLeftAloneAndTheGoodOneIsReadOn()
    {
        Sample(3);
        Assert.Equal(3, Failures);
        using (var opened = new OpenedFiles(_broken))
        using (var openedOfGood = new OpenedFiles(_good))
        {
            Sample(59);
            Assert.DoesNotContain("power1_average", opened.Names());
            Assert.Contains("power1_average", openedOfGood.Names());
        }
        Assert.Equal((3, 62), (Failures, _sampler.Status.Samples));
        Assert.Null(_sampler.Status.Outage);
        Assert.Equal([412, null], Watts);
        Sample(1);
        Assert.Equal(4, Failures);

        Assert.Equal(["WallMeasured", "WallPaused", "WallPaused"], _log.Events);
        Assert.Equal("The power of the whole machine comes from acpi0 (Model 7)", _log.Lines[0].Message);
        Assert.StartsWith(
            $"No power is read from acpi1 for 1 minute(s), because every read fails: {_folder.Path}", _log.Lines[1].Message, StringComparison.Ordinal);
        Assert.Contains("for 5 minute(s)", _log.Lines[2].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ABrokenMeterThatWorksAgainIsNamed()
    {
        Sample(3);
        Write(_broken, "power1_average", "300000000");
        Sample(60);
        Assert.Equal([412, 300], Watts);
        Assert.Equal("The power of the whole machine comes from acpi0 (Model 7), acpi1 (Model 7)", _log.Lines[^1].Message);
        Write(_broken, "power1_average", "");
        Sample(2);
        Assert.Equal((5, "WallMeasured"), (Failures, _log.Events.Last()));
    }

    [Fact]
    public void WhereTheGoodMeterGoesTheProblemOfTheOtherIsShown()
    {
        Sample(3);
        Directory.Delete(_good, recursive: true);
        Sample(1);
        Assert.Equal((3, WallFailure.ReadFailed), (Failures, _sampler.Status.Outage?.Reason));
        Assert.Contains(_folder.Path, _sampler.Status.Outage!.Message, StringComparison.Ordinal);
        Assert.Equal([null], Watts);
    }

    [Fact]
    public void CheckReportsTheGoodMeterAndWarnsAboutTheOther()
    {
        ProbeResult Result() => Assert.Single(new WallProbe(_options, () => null, () => new AcpiSource(_options, _time)).Examine());
        var result = Result();
        Assert.Equal((ProbeOutcome.Warning, true), (result.Outcome, result.IsWell));
        Assert.StartsWith("acpi0 shows 412.0 W (Model 7, whole node, 95.0%); acpi1 gives no value: ", result.Line, StringComparison.Ordinal);
        Write(_good, "power1_average", "0");
        Assert.Equal(ProbeOutcome.Failed, Result().Outcome);
    }
}
