using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Wattd.Collectors.Cpu.Views;
using Wattd.Collectors.Sampling;
using Wattd.Settings;

namespace Wattd.Collectors.Cpu;

/// <summary>The CPU collector: the RAPL zones of this machine, or of the simulated one.</summary>
sealed class CpuCollector : CollectorKind
{
    /// <inheritdoc/>
    public override CollectorOptions Defaults { get; } = new CpuOptions();

    /// <inheritdoc/>
    public override Setting Mode => CpuSettings.Mode;

    /// <inheritdoc/>
    public override Setting? Port => CpuSettings.Port;

    /// <inheritdoc/>
    public override SettingGroup Settings => CpuSettings.Group;

    /// <inheritdoc/>
    public override IEnumerable<ISettingRule> Rules => [new WindowRule()];

    /// <inheritdoc/>
    public override AloneCommand Alone => new("Run the CPU collector alone; exit with code 1 where RAPL is missing.", IsRequired: true);

    /// <inheritdoc/>
    public override CollectorOptions OptionsIn(OptionSet options) => options.Get<CpuOptions>();

    /// <inheritdoc/>
    public override Collector Create(OptionSet options, CollectorContext context)
    {
        var cpu = options.Get<CpuOptions>();
        var history = new CpuHistory(context.Clock);
        var latest = new LatestSample<CpuInventory, ZoneReading>();
        latest.Listen(history);
        ISampler sampler = cpu.Simulate
            ? new SimulatedCpuSampler(cpu, latest, context.Time)
            : new CpuSampler(cpu, latest, context.Loggers.CreateLogger<CpuSampler>(), context.Time);
        context.Offer(new CpuFeed(latest, sampler.Status));
        return new Collector
        {
            Sampler = sampler,
            Mode = cpu.Mode,
            Port = cpu.Port,
            Version = () => latest.Version,
            Series = (metrics, use) => new CpuSeries(metrics, latest, sampler.Status, use, cpu.PeakWindow),
            View = new CpuView(latest, history, sampler.Status, cpu.Port),
            Summary = () => $"{latest.Read()?.Inventory.Zones.Length ?? 0} zones",
            ExporterInfo = CpuFamilies.ExporterInfo,
            IsPrompt = true,
            Energies = () => latest.Read() is { } sample ? EnergiesIn(sample) : [],
            IsSettled = () => latest.Read()?.Readings.Any(reading => reading is { Energy: not null, Power: null }) != true,
            SettlingTime = cpu.Window + cpu.Interval,
        };
    }

    /// <inheritdoc/>
    public override EnergySeries EnergySeries { get; } = new(
        CpuFamilies.Energy.Name, labels => CpuComponent.Of(labels["zone"], labels.GetValueOrDefault("package", "")));

    /// <inheritdoc/>
    public override IEnumerable<IProbe> Probes(OptionSet options, Func<RunningCollector?> running) =>
        [new PowercapProbe(options.Get<CpuOptions>(), running), new RealtimeProbe(options.Get<CpuOptions>(), running)];

    /// <summary>The energy of each component in a sample.</summary>
    // Ten times a second in wattd measure.
    public static ImmutableArray<ComponentEnergy> EnergiesIn(Sample<CpuInventory, ZoneReading> sample)
    {
        var energies = ImmutableArray.CreateBuilder<ComponentEnergy>(sample.Readings.Length);
        for (var i = 0; i < sample.Readings.Length; i++)
        {
            if (sample.Inventory.Zones[i].Component is { } component && sample.Readings[i].Energy is { } energy)
                energies.Add(new ComponentEnergy(component, energy));
        }
        return energies.DrainToImmutable();
    }
}
