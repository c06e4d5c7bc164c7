using System.Globalization;
using System.Text.Json;

namespace Wattd.Commands.Top;

/// <summary>Draws a node's readings as the lines of one screen.</summary>
static class NodeFrame
{
    const double BytesPerGibibyte = 1 << 30;
    const int LongestName = 24;

    static readonly TextTable.Column[] ZoneColumns =
        [new("zone", IsText: true), new("package"), new("watts"), new("limit", Rank: 1)];

    static readonly TextTable.Column[] GpuColumns =
    [
        new("gpu", IsText: true), new("bus id", Rank: 6, IsText: true), new("watts"), new("limit", Rank: 3), new("enc %"),
        new("dec %", Rank: 2), new("sessions", Rank: 1), new("gpu %", Rank: 4), new("GiB", Rank: 7), new("°C", Rank: 5),
    ];

    /// <summary>The lines of a frame; as many as there are, whatever the height.</summary>
    /// <param name="node">The readings, as docs/readings.md tells them.</param>
    /// <param name="history">What is known of the past.</param>
    /// <param name="source">Where they come from.</param>
    /// <param name="style">What to fit.</param>
    public static IEnumerable<string> Lines(JsonElement node, NodeHistory history, string source, FrameStyle style)
    {
        yield return Head($"wattd {node.Text("version")}", source, style);
        if (node.Flag("simulated"))
        {
            foreach (var line in style.Wrap("SIMULATED: every reading here is made up, because the setting simulate is on", 0))
                yield return style.Bad(line);
        }
        if (node.Object("cpu") is { } cpu)
        {
            foreach (var line in Cpu(cpu, history, style))
                yield return line;
        }
        if (node.Object("gpu") is { } gpu)
        {
            foreach (var line in Gpu(gpu, history, style))
                yield return line;
        }
    }

    /// <summary>The lines of a frame that has no readings to show.</summary>
    public static IEnumerable<string> Lines(string trouble, FrameStyle style) =>
        style.Wrap(PlainText.Of(trouble), 0).Select(style.Bad);

    static string Head(string title, string source, FrameStyle style)
    {
        var text = $"{title}, from {source}";
        return style.Bold(text.Length > style.Width ? text[..style.Width] : text);
    }

    static IEnumerable<string> Cpu(JsonElement cpu, NodeHistory history, FrameStyle style)
    {
        var zones = cpu.Items("zones").ToList();
        var packages = zones.Where(zone => zone.Flag("is_package"))
            .Select(zone => zone.Number("rapl_power_watts")).ToList();
        var total = packages.Count > 0 && packages.All(watts => watts is not null) ? $"packages {Text(packages.Sum(), "0.0")} W" : "";
        foreach (var line in Title("CPU", total, cpu, style))
            yield return line;
        if (zones.Count == 0)
            yield break;

        var table = new TextTable(style, ZoneColumns);
        foreach (var zone in zones)
        {
            table.Add(
                [
                    zone.Text("zone"), zone.Text("package"), Text(zone.Number("rapl_power_watts"), "0.0"),
                    Text(zone.Object("rapl_power_limit_watts")?.Number("long_term"), "0.#"),
                ],
                cells => Sparkline.Of(history.OfZone(zone), cells, style.Unicode));
        }
        foreach (var line in table.Lines())
            yield return line;
    }

    static IEnumerable<string> Gpu(JsonElement gpu, NodeHistory history, FrameStyle style)
    {
        var gpus = gpu.Items("gpus").ToList();
        var driver = gpu.Text("driver_version") is { Length: > 0 } version ? $"driver {version} by {gpu.Text("source")}" : "";
        foreach (var line in Title("GPU", driver, gpu, style))
            yield return line;
        if (gpus.Count == 0)
            yield break;

        TextTable.Column[] columns =
            [.. GpuColumns.Select(column => style.Unicode ? column : column with { Title = column.Title.Replace("°", "", StringComparison.Ordinal) })];
        var table = new TextTable(style, columns);
        foreach (var one in gpus)
        {
            var up = one.Number("gpu_up") == 1;
            string[] cells = up ? Readings(one) : [.. Enumerable.Repeat("", columns.Length - 3)];
            table.Add(
                [Name(one), one.Text("bus_id"), up ? Text(one.Number("gpu_power_draw_watts"), "0.0") : "LOST", .. cells],
                cells => Sparkline.Of(history.OfGpu(one), cells, style.Unicode), up ? null : style.Bad);
        }
        foreach (var line in table.Lines())
            yield return line;
        foreach (var line in gpus.SelectMany(one => Notes(one, style)))
            yield return line;
    }

    static string[] Readings(JsonElement gpu) =>
    [
        Text(gpu.Number("gpu_power_limit_watts"), "0.#"),
        Text(gpu.Number("gpu_encoder_utilization_percent"), "0"),
        Text(gpu.Number("gpu_decoder_utilization_percent"), "0"),
        Text(gpu.Number("gpu_encoder_sessions"), "0"),
        Text(gpu.Number("gpu_utilization_percent"), "0"),
        $"{Text(gpu.Number("gpu_memory_used_bytes") / BytesPerGibibyte, "0.0")}/{Text(gpu.Number("gpu_memory_total_bytes") / BytesPerGibibyte, "0")}",
        Text(gpu.Number("gpu_temperature_celsius"), "0"),
    ];

    /// <summary>What the driver says of a GPU that its numbers do not.</summary>
    static IEnumerable<string> Notes(JsonElement gpu, FrameStyle style)
    {
        if (gpu.Number("gpu_up") != 1)
        {
            foreach (var line in style.Wrap($"{Name(gpu)} is lost: 'dmesg | grep -i -e nvrm -e xid' tells why", 2))
                yield return style.Bad(line);
        }
        if (gpu.Text("recovery") is { Length: > 0 } recovery)
        {
            foreach (var line in style.Wrap($"{Name(gpu)}: its driver asks for {recovery}", 2))
                yield return style.Bad(line);
        }
        var held = string.Join(", ", gpu.Items("held_back")
            .Where(reason => reason.ValueKind == JsonValueKind.String)
            .Select(reason => PlainText.Of(reason.GetString()!)));
        if (held.Length > 0)
        {
            foreach (var line in style.Wrap($"{Name(gpu)} is held back: {held}", 2))
                yield return style.Noted(line);
        }
    }

    static string Name(JsonElement gpu)
    {
        var name = $"{Text(gpu.Number("index"), "0")} {gpu.Text("name")}".TrimEnd();
        return name.Length > LongestName ? name[..LongestName] : name;
    }

    /// <summary>A collector's line, and why it gives no readings where it does not.</summary>
    static IEnumerable<string> Title(string name, string what, JsonElement collector, FrameStyle style)
    {
        yield return "";
        if (collector.Flag("up"))
        {
            yield return style.Bold(name) + (what.Length > 0 && name.Length + 2 + what.Length <= style.Width ? $"  {what}" : "");
            yield break;
        }
        yield return style.Bold(name) + "  " + style.Bad("no readings");
        foreach (var line in style.Wrap(collector.Text("message"), 2))
            yield return style.Bad(line);
    }

    static string Text(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
