using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Cpu;

/// <summary>The samples of the CPU collector, for collectors that follow it.</summary>
/// <param name="Latest">Where they are published.</param>
/// <param name="Status">The state of the collector: whether they are fresh.</param>
sealed record CpuFeed(LatestSample<CpuInventory, ZoneReading> Latest, CollectorStatus Status);
