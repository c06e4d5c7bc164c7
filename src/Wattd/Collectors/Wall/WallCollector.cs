using Microsoft.Extensions.Logging;
using Wattd.Collectors.Sampling;
using Wattd.Collectors.Wall.Views;
using Wattd.Settings;

namespace Wattd.Collectors.Wall;

/// <summary>The wall collector: what the whole machine draws, by its own power meter.</summary>
sealed class WallCollector : CollectorKind
{
    /// <inheritdoc/>
    public override CollectorOptions Defaults { get; } = new WallOptions();

    /// <inheritdoc/>
    public override Setting Mode => WallSettings.Mode;

    /// <inheritdoc/>
    public override SettingGroup Settings => WallSettings.Group;

    /// <inheritdoc/>
    public override IEnumerable<ISettingRule> Rules => [new IpmiIntervalRule()];

    /// <inheritdoc/>
    public override CollectorOptions OptionsIn(OptionSet options) => options.Get<WallOptions>();

    /// <inheritdoc/>
    public override Collector Create(OptionSet options, CollectorContext context)
    {
        var wall = options.Get<WallOptions>();
        var history = new WallHistory(context.Clock);
        var latest = new LatestSample<WallInventory, WallReading>();
        latest.Listen(history);
        IWallSource source = wall.Simulate ? new SimulatedWallSource(context.Time) : WallSources.For(wall, context.Time);
        var sampler = new WallSampler(wall, source, latest, context.Time, context.Loggers.CreateLogger<WallSampler>());
        return new Collector
        {
            Sampler = sampler,
            Mode = wall.Mode,
            Port = wall.Port,
            Version = () => latest.Version,
            Series = (metrics, use) => new WallSeries(metrics, latest, sampler.Status, use),
            View = new WallView(latest, history, sampler.Status),
            Summary = () => latest.Read()?.Inventory.Meters.Length switch { null => "starting", 1 => "1 power meter", var count => $"{count} power meters" },
            IsRare = true,
            LongestStart = wall.Timeout + source.Overrun,
            Energies = () => latest.Read() is { } sample ? [.. EnergiesIn(sample)] : [],
        };
    }

    /// <inheritdoc/>
    public override bool IsWanted(OptionSet options) => options.Get<WallOptions>().IsWanted;

    /// <inheritdoc/>
    public override EnergySeries EnergySeries { get; } = new(
        WallFamilies.Energy.Name, labels => WallComponent.Of(labels["source"], labels["meter"]));

    /// <inheritdoc/>
    public override IEnumerable<IProbe> Probes(OptionSet options, Func<RunningCollector?> running)
    {
        var wall = options.Get<WallOptions>();
        return [new WallProbe(wall, running, () => WallSources.For(wall, TimeProvider.System))];
    }

    static IEnumerable<ComponentEnergy> EnergiesIn(Sample<WallInventory, WallReading> sample)
    {
        for (var i = 0; i < sample.Readings.Length; i++)
        {
            var meter = sample.Inventory.Meters[i];
            if (sample.Readings[i].Energy is { } energy)
                yield return new ComponentEnergy(WallComponent.Of(meter.Source, meter.Name), energy, IsIntegrated: true);
        }
    }
}
