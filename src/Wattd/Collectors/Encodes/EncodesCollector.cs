using Microsoft.Extensions.Logging;
using Wattd.Collectors.Cpu;
using Wattd.Collectors.Encodes.Cgroups;
using Wattd.Collectors.Encodes.Progress;
using Wattd.Collectors.Encodes.Views;
using Wattd.Collectors.Gpu;
using Wattd.Settings;

namespace Wattd.Collectors.Encodes;

/// <summary>The encodes collector: the energy of each encode, by the units and containers that run them.</summary>
sealed class EncodesCollector : CollectorKind
{
    /// <inheritdoc/>
    public override CollectorOptions Defaults { get; } = new EncodesOptions();

    /// <inheritdoc/>
    public override Setting Mode => EncodesSettings.Mode;

    /// <inheritdoc/>
    public override SettingGroup Settings => EncodesSettings.Group;

    /// <inheritdoc/>
    public override CollectorOptions OptionsIn(OptionSet options) => options.Get<EncodesOptions>();

    /// <inheritdoc/>
    public override Collector Create(OptionSet options, CollectorContext context)
    {
        var encodes = options.Get<EncodesOptions>();
        // The synthetic node is never idle.
        if (encodes.Simulate)
            encodes = encodes with { IdleWatts = encodes.IdleWatts ?? SimulatedCgroups.IdleWatts, GpuIdleWatts = encodes.GpuIdleWatts ?? SimulatedCgroups.GpuIdleWatts };
        var logger = context.Loggers.CreateLogger<EncodesSampler>();
        var latest = new LatestEncodes();
        ICgroupSource cgroups = encodes.Simulate ? new SimulatedCgroups(context.Time) : new CgroupFollower(encodes, logger);
        IProgressTable? progress = encodes switch
        {
            { Simulate: true } => new SimulatedProgress(context.Time),
            { Progress: { } address } => new ProgressReceiver(address, encodes.Interval, context.Time, logger),
            _ => null,
        };
        var sampler = new EncodesSampler(
            encodes, cgroups, progress, context.Find<CpuFeed>(), context.Find<GpuFeed>(), latest, context.Time, logger);
        return new Collector
        {
            Sampler = sampler,
            Mode = encodes.Mode,
            Port = encodes.Port,
            Version = () => latest.Version,
            Series = (metrics, use) => new EncodesSeries(metrics, latest, sampler.Status, context.Time, use),
            View = new EncodesView(latest, sampler.Status, progress, context.Time),
            Summary = () => latest.Read()?.Running switch { null => "starting", 1 => "1 encode", var count => $"{count} encodes" },
            IsRare = true,
        };
    }

    /// <inheritdoc/>
    public override bool IsWanted(OptionSet options) => options.Get<EncodesOptions>().IsWanted;

    /// <summary>The progress goes to the daemon.</summary>
    public override OptionSet BesideDaemon(OptionSet options) => options.With<EncodesOptions>(encodes => encodes with { Progress = null });

    /// <inheritdoc/>
    public override IEnumerable<IProbe> Probes(OptionSet options, Func<RunningCollector?> running) =>
        [new EncodesProbe(options.Get<EncodesOptions>())];
}
