using System.Collections.Immutable;
using System.Text.Json;

namespace Wattd.Commands.Client;

/// <summary>The power of a node and of its parts, from its readings. Null is a power that is not known.</summary>
/// <param name="Packages">The power of each CPU package, in watts.</param>
/// <param name="Gpus">The power of each GPU, in watts.</param>
/// <param name="Meters">The name of each power meter of the machine, and its power in watts.</param>
sealed record NodePower(ImmutableArray<double?> Packages, ImmutableArray<double?> Gpus, ImmutableArray<(string Name, double? Watts)> Meters)
{
    /// <summary>The power in readings as described in docs/readings.md.</summary>
    public static NodePower Of(JsonElement node) => new(
        [.. Items(node, "cpu", "zones").Where(zone => zone.Flag("is_package")).Select(zone => zone.Number("rapl_power_watts"))],
        [.. Items(node, "gpu", "gpus").Select(gpu => gpu.Number("gpu_power_draw_watts"))],
        [.. Items(node, "wall", "meters").Select(meter => (meter.Text("meter"), meter.Number("wall_power_watts")))]);

    /// <summary>What the machine draws. Of several meters none is known to contain the others.</summary>
    public double? Wall => Meters is [{ Watts: var watts }] ? watts : null;

    /// <summary>Packages and GPUs together; null while one of them is not known.</summary>
    public double? Parts => Packages.IsEmpty || Packages.Contains(null) || Gpus.Contains(null) ? null : Packages.Sum() + Gpus.Sum();

    /// <summary>What the machine draws besides packages and GPUs. Negative where the meter measures less than the machine.</summary>
    public double? Rest => Wall - Parts;

    static IEnumerable<JsonElement> Items(JsonElement node, string collector, string list) => node.Object(collector)?.Items(list) ?? [];
}
