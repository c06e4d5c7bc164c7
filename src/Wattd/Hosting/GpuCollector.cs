using Microsoft.Extensions.Logging;
using Wattd.Configuration;
using Wattd.Gpu;
using Wattd.Gpu.NvidiaSmi;
using Wattd.Gpu.Nvml;
using Wattd.Sampling;
using Wattd.Simulation;

namespace Wattd.Hosting;

/// <summary>Puts the GPU collector together: the NVIDIA driver of this machine, or the simulated boards.</summary>
static class GpuCollector
{
    public static Collector Create(
        WattdOptions options, LatestSample<GpuInventory, GpuReading> latest, ILoggerFactory loggers, TimeProvider time,
        SecondClock clock)
    {
        var history = new GpuHistory(clock);
        latest.Listener = history;
        Func<IGpuSource> nvml = options.Simulate
            ? () => new SimulatedGpuSource(time)
            : () => new NvmlSource(options.Gpu, time, loggers.CreateLogger<NvmlSource>());
        Func<IGpuSource> nvidiaSmi = options.Simulate ? nvml : () => new NvidiaSmiSource(options.Gpu, time);
        var sampler = new GpuSampler(options.Gpu, nvml, nvidiaSmi, latest, time, loggers.CreateLogger<GpuSampler>());
        return new Collector(
            sampler, options.Gpu.Mode, options.Gpu.Port, Prompt: false,
            () => latest.Version,
            (metrics, use) => new GpuSeries(metrics, latest, sampler.Status, use),
            new GpuState(latest, history, sampler.Status, options.Gpu.Port));
    }
}
