using System.Text.Json;

namespace Wattd.Commands.Top;

/// <summary>The last ten minutes of what is drawn, kept together from the seconds that each answer brings.</summary>
sealed class NodeHistory
{
    const int MostSeconds = 600;

    readonly Dictionary<string, double?[]> _values = [];

    /// <summary>The last second that is known; 0 before the first answer.</summary>
    public long Second { get; private set; }

    /// <summary>Takes over what an answer brings.</summary>
    public void Take(JsonElement node)
    {
        Second = (long)(node.Number("second") ?? 0);
        HashSet<string> present = [];
        foreach (var zone in node.Object("cpu")?.Items("zones") ?? [])
            Take(ZoneKey(zone), zone, "rapl_power_watts", present);
        foreach (var gpu in node.Object("gpu")?.Items("gpus") ?? [])
            Take(GpuKey(gpu), gpu, "gpu_power_draw_watts", present);
        foreach (var gone in _values.Keys.Except(present).ToList())
            _values.Remove(gone);
    }

    /// <summary>Forgets everything: the next answer may be another daemon's.</summary>
    public void Clear()
    {
        _values.Clear();
        Second = 0;
    }

    /// <summary>A zone's power second by second, the newest last.</summary>
    public ReadOnlySpan<double?> OfZone(JsonElement zone) => _values.GetValueOrDefault(ZoneKey(zone));

    /// <summary>A GPU's power second by second, the newest last.</summary>
    public ReadOnlySpan<double?> OfGpu(JsonElement gpu) => _values.GetValueOrDefault(GpuKey(gpu));

    void Take(string key, JsonElement item, string name, HashSet<string> present)
    {
        present.Add(key);
        double?[] news = [.. (item.Object("history")?.Items(name) ?? []).Select(
            value => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : (double?)null)];
        double?[] all = news.Length >= MostSeconds ? news : [.. _values.GetValueOrDefault(key) ?? [], .. news];
        _values[key] = all[Math.Max(0, all.Length - MostSeconds)..];
    }

    static string ZoneKey(JsonElement zone) => $"zone {zone.Text("zone")} {zone.Text("package")}";

    static string GpuKey(JsonElement gpu) => $"gpu {gpu.Text("bus_id")}";
}
