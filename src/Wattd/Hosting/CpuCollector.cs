using Microsoft.Extensions.Logging;
using Wattd.Configuration;
using Wattd.Cpu;
using Wattd.Sampling;
using Wattd.Simulation;

namespace Wattd.Hosting;

/// <summary>Puts the CPU collector together: the RAPL zones of this machine, or of the simulated one.</summary>
static class CpuCollector
{
    public static Collector Create(
        WattdOptions options, LatestSample<CpuInventory, ZoneReading> latest, ILoggerFactory loggers, TimeProvider time,
        SecondClock clock)
    {
        var history = new CpuHistory(clock);
        latest.Listener = history;
        ISampler sampler = options.Simulate
            ? new SimulatedCpuSampler(options.Cpu, latest, time)
            : new CpuSampler(options.Cpu, latest, loggers.CreateLogger<CpuSampler>(), time);
        return new Collector(
            sampler, options.Cpu.Mode, options.Cpu.Port, Prompt: true,
            () => latest.Version,
            (metrics, use) => new CpuSeries(metrics, latest, sampler.Status, use),
            new CpuState(latest, history, sampler.Status, options.Cpu.Port));
    }
}
