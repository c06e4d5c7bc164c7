using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Gpu.NvidiaSmi;
using Wattd.Collectors.Gpu.Nvml;
using Wattd.Collectors.Gpu.Processes;
using Wattd.Collectors.Gpu.Views;
using Wattd.Collectors.Gpu.Xids;
using Wattd.Collectors.Sampling;
using Wattd.Settings;

namespace Wattd.Collectors.Gpu;

/// <summary>The GPU collector: the NVIDIA GPUs of this machine, or the simulated ones.</summary>
sealed class GpuCollector : CollectorKind
{
    // NVML's energy counters advance every 20 to 100 ms.
    static readonly TimeSpan MeasuringInterval = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc/>
    public override CollectorOptions Defaults { get; } = new GpuOptions();

    /// <inheritdoc/>
    public override Setting Mode => GpuSettings.Mode;

    /// <inheritdoc/>
    public override Setting? Port => GpuSettings.Port;

    /// <inheritdoc/>
    public override SettingGroup Settings => GpuSettings.Group;

    /// <inheritdoc/>
    public override AloneCommand Alone => new("Run the GPU collector alone.", IsRequired: false);

    /// <inheritdoc/>
    public override bool CanRelease => true;

    /// <inheritdoc/>
    public override CollectorOptions OptionsIn(OptionSet options) => options.Get<GpuOptions>();

    /// <inheritdoc/>
    public override Collector Create(OptionSet options, CollectorContext context)
    {
        var gpu = options.Get<GpuOptions>();
        var (time, loggers) = (context.Time, context.Loggers);
        var history = new GpuHistory(context.Clock);
        var latest = new LatestSample<GpuInventory, GpuReading>();
        latest.Listen(history);
        var processes = new GpuProcessDemand(gpu.Processes);
        var xids = new GpuXids(time, loggers.CreateLogger<GpuXids>());
        // There is one of each: a source ends with a release, and what is known of the GPUs does not.
        var kept = new NvmlKept();
        var known = new NvidiaSmiIdentities(new DriverGpus(gpu.ProcfsPath));
        Func<IGpuSource> nvml = gpu.Simulate
            ? () => new SimulatedGpuSource(gpu, time, processes)
            : () => new NvmlSource(gpu, time, loggers.CreateLogger<NvmlSource>(), processes, xids, kept);
        Func<IGpuSource> nvidiaSmi = gpu.Simulate ? nvml : () => new NvidiaSmiSource(gpu, time, processes, known);
        var components = new GpuComponents();
        var sampler = new GpuSampler(gpu, nvml, nvidiaSmi, latest, time, loggers.CreateLogger<GpuSampler>(), xids);
        context.Offer(new GpuFeed(latest, sampler.Status, processes));
        return new Collector
        {
            Sampler = sampler,
            Release = sampler,
            Mode = gpu.Mode,
            Port = gpu.Port,
            Version = () => latest.Version,
            Series = (metrics, use) => new GpuSeries(metrics, latest, sampler.Status, use, gpu.PeakWindow, gpu.Processes),
            View = new GpuView(latest, history, sampler.Status, gpu.Port, gpu.Processes),
            Summary = () => latest.Read()?.Inventory is { } inventory ? $"{inventory.Count} GPUs by {inventory.Source}" : "starting",
            ExporterInfo = GpuFamilies.ExporterInfo,
            LongestStart = StartLimit.Required,
            Energies = () => latest.Read() is { } sample ? EnergiesIn(sample, components.In(sample.Inventory)) : [],
        };
    }

    /// <inheritdoc/>
    /// <remarks>A machine without an NVIDIA GPU on its bus needs no driver, unless the settings ask for one.</remarks>
    public override bool IsWanted(OptionSet options) =>
        options.Get<GpuOptions>() is var gpu && gpu.IsWanted(PciGpus.Count(gpu.SysfsPath) > 0);

    /// <inheritdoc/>
    public override OptionSet ForMeasuring(OptionSet options) =>
        options.With<GpuOptions>(gpu => gpu with { NvmlInterval = MeasuringInterval, Processes = false });

    /// <inheritdoc/>
    public override EnergySeries EnergySeries { get; } = new(
        GpuFamilies.Energy.Name, labels => GpuComponent.Of(labels["gpu_id"], labels["gpu_name"], labels["gpu_uuid"]));

    /// <inheritdoc/>
    public override IEnumerable<IProbe> Probes(OptionSet options, Func<RunningCollector?> running) =>
        [new GpuProbe(options.Get<GpuOptions>(), IsWanted(options), running)];

    static ImmutableArray<ComponentEnergy> EnergiesIn(Sample<GpuInventory, GpuReading> sample, ImmutableArray<Component> components)
    {
        var energies = ImmutableArray.CreateBuilder<ComponentEnergy>(sample.Readings.Length);
        for (var i = 0; i < sample.Readings.Length; i++)
        {
            if (sample.Readings[i] is { Up: true, EnergyJoules: { } joules })
                energies.Add(new ComponentEnergy(components[i], Energy.FromJoules(joules), !sample.Inventory.Gpus[i].HasEnergyCounter));
        }
        return energies.DrainToImmutable();
    }
}
