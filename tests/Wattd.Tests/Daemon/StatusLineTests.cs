using Microsoft.Extensions.Logging.Abstractions;
using Wattd.Collectors;
using Wattd.Collectors.Sampling;
using Wattd.Collectors.Wall;
using Wattd.Commands;
using Wattd.Daemon;
using Wattd.Tests.Support;

namespace Wattd.Tests.Daemon;

public sealed class StatusLineTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AMachineWithoutAPowerMeterDoesNotMentionIt() => Assert.Equal("", LineOf(CollectorMode.Auto));

    [Fact]
    public void ARequiredMeterThatIsMissingIsMentioned() => Assert.Equal("wall: no_meter", LineOf(CollectorMode.Required));

    [Fact]
    public void MetersAreCounted()
    {
        var hwmon = new PlantedHwmon(_folder.Path);
        hwmon.Meter(1, PlantedHwmon.Layout.Hwmon);
        Assert.Equal("wall: 1 power meter", LineOf(CollectorMode.Auto));
        hwmon.Meter(2, PlantedHwmon.Layout.Hwmon, "ACPI000D:01");
        Assert.Equal("wall: 2 power meters", LineOf(CollectorMode.Auto));
    }

    string LineOf(CollectorMode mode)
    {
        var options = WattdSettings.Table.Defaults
            .With<CollectorOptions>(collector => collector with { SysfsPath = _folder.Path })
            .With<WallOptions>(wall => wall with { Mode = mode });
        var collector = new WallCollector().Create(
            options, new CollectorContext(NullLoggerFactory.Instance, TimeProvider.System, new SecondClock(TimeProvider.System)));
        using var sampler = collector.Sampler;
        Eventually.Wait(
            () =>
            {
                sampler.Sample();
                return sampler.Status.Samples > 0 || sampler.Status.CurrentOutage?.Reason == WallFailure.NoMeter;
            },
            "the meters are read");
        return new StatusLine([collector], new ReloadStatus()).Compose();
    }
}
