using Wattd.Collectors.Gpu.Processes;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Gpu;

/// <summary>The samples of the GPU collector, for collectors that follow it.</summary>
/// <param name="Latest">Where they are published.</param>
/// <param name="Status">The state of the collector: whether they are fresh.</param>
/// <param name="Processes">Where to ask for what each process uses.</param>
sealed record GpuFeed(LatestSample<GpuInventory, GpuReading> Latest, CollectorStatus Status, GpuProcessDemand Processes);
