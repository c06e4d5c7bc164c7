using System.Text.Json;
using Wattd.Commands.Client;

namespace Wattd.Commands.Top;

/// <summary>The last ten minutes of the drawn values, and the problems, collected from each answer.</summary>
sealed class NodeHistory
{
    /// <summary>How many seconds are kept.</summary>
    public const int MostSeconds = 600;

    readonly Dictionary<string, double?[]> _values = [];

    /// <summary>The last known second; 0 before the first answer.</summary>
    public long Second { get; private set; }

    /// <summary>The problems of the node.</summary>
    public NodeProblems Problems { get; } = new();

    /// <summary>Adds the values of an answer.</summary>
    public void Take(JsonElement node)
    {
        Second = (long)(node.Number("second") ?? 0);
        HashSet<string> present = [];
        foreach (var list in NodeTables.Drawn)
        {
            foreach (var item in node.Object(list.Collector)?.Items(list.List) ?? [])
                Take(Key(list, item), item, list.Value, present);
        }
        foreach (var gone in _values.Keys.Except(present).ToList())
            _values.Remove(gone);
        Problems.Take(node, Second);
    }

    /// <summary>Clears everything: the next answer may come from another daemon.</summary>
    public void Clear()
    {
        _values.Clear();
        Problems.Clear();
        Second = 0;
    }

    /// <summary>The drawn value of an item second by second, the newest last.</summary>
    public ReadOnlySpan<double?> Of(DrawnList list, JsonElement item) => _values.GetValueOrDefault(Key(list, item));

    void Take(string key, JsonElement item, string name, HashSet<string> present)
    {
        present.Add(key);
        double?[] news = [.. (item.Object("history")?.Items(name) ?? []).Select(
            value => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : (double?)null)];
        double?[] all = news.Length >= MostSeconds ? news : [.. _values.GetValueOrDefault(key) ?? [], .. news];
        _values[key] = all[Math.Max(0, all.Length - MostSeconds)..];
    }

    static string Key(DrawnList list, JsonElement item) => $"{list.Collector} {list.NameOf(item)}";
}
