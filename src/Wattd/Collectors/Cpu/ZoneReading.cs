namespace Wattd.Collectors.Cpu;

/// <summary>What one zone said.</summary>
/// <param name="Energy">Counted since the daemon first saw the zone, folded over wraps; null when its counter cannot be read.</param>
/// <param name="Power">Mean over the window; null until the window is full, and when the counter cannot be read.</param>
/// <param name="Wraps">How often the counter wrapped since the daemon first saw the zone.</param>
readonly record struct ZoneReading(Energy? Energy, Power? Power, long Wraps);
