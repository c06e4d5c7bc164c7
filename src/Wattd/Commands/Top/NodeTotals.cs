using System.Globalization;
using System.Text.Json;
using Wattd.Commands.Client;

namespace Wattd.Commands.Top;

/// <summary>The power of the whole node in words.</summary>
static class NodeTotals
{
    /// <summary>One line; empty where no power is known.</summary>
    public static string Text(JsonElement node)
    {
        double?[] packages =
        [
            .. (node.Object("cpu")?.Items("zones") ?? []).Where(zone => zone.Flag("is_package"))
                .Select(zone => zone.Number("rapl_power_watts")),
        ];
        double?[] gpus = [.. (node.Object("gpu")?.Items("gpus") ?? []).Select(gpu => gpu.Number("gpu_power_draw_watts"))];
        string[] parts = [.. Sum("packages", packages, "without DRAM"), .. Sum("GPUs", gpus)];
        return parts.Length == 2
            ? $"total {Watts(packages.Sum() + gpus.Sum())} = {string.Join(" + ", parts)}"
            : string.Concat(parts);
    }

    /// <summary>The sum of those that are known, and how many are not.</summary>
    static IEnumerable<string> Sum(string name, double?[] watts, params string[] notes)
    {
        var known = watts.Count(value => value is not null);
        if (known == 0)
            yield break;
        if (known < watts.Length)
            notes = [$"{known} of {watts.Length} known", .. notes];
        var note = notes.Length > 0 ? $" ({string.Join(", ", notes)})" : "";
        yield return $"{name} {Watts(watts.Sum())}{note}";
    }

    static string Watts(double? watts) => string.Create(CultureInfo.InvariantCulture, $"{watts:0.0} W");
}
