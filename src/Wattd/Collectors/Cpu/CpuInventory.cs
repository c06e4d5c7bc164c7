using System.Collections.Immutable;

namespace Wattd.Collectors.Cpu;

/// <summary>The zones of this machine.</summary>
/// <param name="Zones">Those whose counter can be read, each once, in a stable order.</param>
/// <param name="Discovered">How many there are, readable or not.</param>
sealed record CpuInventory(ImmutableArray<Zone> Zones, int Discovered);
