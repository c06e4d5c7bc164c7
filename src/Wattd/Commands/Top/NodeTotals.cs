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
        var power = NodePower.Of(node);
        string[] parts = [.. Sum("packages", power.Packages, "without DRAM"), .. Sum("GPUs", power.Gpus)];
        var sum = parts.Length == 2
            ? $"total {Watts(power.Packages.Sum() + power.Gpus.Sum())} = {string.Join(" + ", parts)}"
            : string.Concat(parts);
        return string.Join("; ", [.. sum.Length > 0 ? (string[])[sum] : [], .. Wall(power)]);
    }

    static IEnumerable<string> Wall(NodePower power)
    {
        if (power.Wall is not { } wall)
            yield break;
        yield return power.Rest switch
        {
            null => $"wall {Watts(wall)}",
            < 0 and var missing => $"wall {Watts(wall)}, {Watts(-missing)} less than its parts",
            var rest => $"wall {Watts(wall)}, {Watts(rest)} more",
        };
    }

    /// <summary>The sum of those that are known, and how many are not.</summary>
    static IEnumerable<string> Sum(string name, IReadOnlyCollection<double?> watts, params string[] notes)
    {
        var known = watts.Count(value => value is not null);
        if (known == 0)
            yield break;
        if (known < watts.Count)
            notes = [$"{known} of {watts.Count} known", .. notes];
        var note = notes.Length > 0 ? $" ({string.Join(", ", notes)})" : "";
        yield return $"{name} {Watts(watts.Sum())}{note}";
    }

    static string Watts(double? watts) => string.Create(CultureInfo.InvariantCulture, $"{watts:0.0} W");
}
