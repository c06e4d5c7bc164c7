using System.Globalization;
using System.Text.Json;
using Wattd.Commands.Client;

namespace Wattd.Commands.Top;

/// <summary>Draws the tables of a frame: a section for each collector.</summary>
static class NodeTables
{
    const double BytesPerGibibyte = 1 << 30;

    static readonly DrawnList Zones = new("cpu", "zones", "rapl_power_watts", zone => $"{zone.Text("zone")} {zone.Text("package")}");
    static readonly DrawnList Gpus = new("gpu", "gpus", "gpu_power_draw_watts", gpu => gpu.Text("bus_id"));
    static readonly DrawnList Meters = new("wall", "meters", "wall_power_watts", meter => $"{meter.Text("source")} {meter.Text("meter")}");

    static readonly TextTable.Column[] ZoneColumns =
        [new("zone", IsText: true), new("package"), new("watts"), new("peak", Rank: 2), new("limit", Rank: 1)];

    static readonly TextTable.Column[] GpuColumns =
    [
        new("gpu", IsText: true, Least: 24), new("bus id", Rank: 6, IsText: true), new("watts"), new("peak", Rank: 8), new("limit", Rank: 3), new("enc %"),
        new("dec %", Rank: 2), new("sessions", Rank: 1), new("gpu %", Rank: 4), new("GiB", Rank: 7), new("°C", Rank: 5),
    ];

    static readonly TextTable.Column[] MeterColumns =
        [new("meter", IsText: true), new("model", Rank: 2, IsText: true), new("measures", Rank: 3, IsText: true), new("watts"), new("peak", Rank: 1)];

    static readonly TextTable.Column[] EncodeColumns =
    [
        new("encode", IsText: true, Least: 20), new("watts"), new("J/frame"), new("fps", Rank: 1), new("speed", Rank: 2), new("cores", Rank: 3), new("GPU %", Rank: 4),
    ];

    /// <summary>The lists whose history is drawn.</summary>
    public static IReadOnlyList<DrawnList> Drawn { get; } = [Zones, Gpus, Meters];

    /// <summary>The sections of all collectors.</summary>
    public static IEnumerable<Frame.Line> Of(JsonElement node, NodeHistory history, FrameStyle style) =>
    [
        .. node.Object("cpu") is { } cpu ? Cpu(cpu, history, style) : [],
        .. node.Object("gpu") is { } gpu ? Gpu(gpu, history, style) : [],
        .. node.Object("wall") is { } wall && (IsWanted(wall) || wall.Items("meters").Any()) ? Wall(wall, history, style) : [],
        .. node.Object("encodes") is { } encodes && (IsWanted(encodes) && !encodes.Flag("up") || RunningEncodes(encodes).Any()) ? Encodes(encodes, style) : [],
    ];

    static IEnumerable<Frame.Line> Cpu(JsonElement cpu, NodeHistory history, FrameStyle style)
    {
        var table = new TextTable(style, ZoneColumns);
        foreach (var zone in cpu.Items("zones"))
        {
            table.Add(
                [
                    zone.Text("zone"), zone.Text("package"), Text(zone.Number("rapl_power_watts"), "0.0"),
                    Text(zone.Number("rapl_power_max_watts"), "0.0"),
                    Text(zone.Object("rapl_power_limit_watts")?.Number("long_term"), "0.#"),
                ],
                cells => Sparkline.Of(history.Of(Zones, zone), cells, style.Unicode));
        }
        return Section("CPU", "", "no RAPL zone", cpu, table, style);
    }

    static IEnumerable<Frame.Line> Gpu(JsonElement gpu, NodeHistory history, FrameStyle style)
    {
        var driver = gpu.Text("driver_version") is { Length: > 0 } version ? $"driver {version} by {gpu.Text("source")}" : "";
        TextTable.Column[] columns =
            [.. GpuColumns.Select(column => style.Unicode ? column : column with { Title = column.Title.Replace("°", "", StringComparison.Ordinal) })];
        var table = new TextTable(style, columns);
        List<JsonElement> gpus = [.. gpu.Items("gpus")];
        var digits = gpus.Select(one => Index(one).Length).DefaultIfEmpty().Max();
        foreach (var one in gpus)
        {
            var up = one.Number("gpu_up") == 1;
            string[] cells = up ? Readings(one) : [.. Enumerable.Repeat("", columns.Length - 3)];
            table.Add(
                [
                    $"{Index(one).PadLeft(digits)} {one.Text("name")}", one.Text("bus_id"),
                    up ? Text(one.Number("gpu_power_draw_watts"), "0.0") : one.Flag("timed_out") ? "SLOW" : "LOST", .. cells,
                ],
                cells => Sparkline.Of(history.Of(Gpus, one), cells, style.Unicode), Paint(one, style));
        }
        return [.. Section("GPU", driver, "no NVIDIA GPU", gpu, table, style), .. GpuProcessLines.Of(gpu, style), .. gpus.SelectMany(one => Xids(one, style))];
    }

    /// <summary>Each XID that a GPU has reported, in as many lines as it needs.</summary>
    static IEnumerable<Frame.Line> Xids(JsonElement gpu, FrameStyle style)
    {
        foreach (var xid in gpu.Items("xids"))
        {
            var text = $"{gpu.Text("bus_id")}: XID {xid.Text("xid")}: {xid.Text("meaning")}, {Text(xid.Number("count"), "0")} since wattd started, last {xid.Text("last")}";
            foreach (var line in style.Wrap(text, indent: 2))
                yield return new Frame.Line(xid.Flag("critical") ? style.Bad(line) : style.Noted(line));
        }
    }

    static IEnumerable<Frame.Line> Wall(JsonElement wall, NodeHistory history, FrameStyle style)
    {
        var table = new TextTable(style, MeterColumns);
        foreach (var meter in wall.Items("meters"))
        {
            table.Add(
                [
                    meter.Text("meter"), meter.Text("model"), meter.Text("oem"), Text(meter.Number("wall_power_watts"), "0.0"),
                    Text(meter.Number("wall_power_max_watts"), "0.0"),
                ],
                cells => Sparkline.Of(history.Of(Meters, meter), cells, style.Unicode));
        }
        return Section("Wall", "", "no power meter", wall, table, style);
    }

    static IEnumerable<Frame.Line> Encodes(JsonElement encodes, FrameStyle style)
    {
        var table = new TextTable(style, EncodeColumns);
        foreach (var encode in RunningEncodes(encodes))
        {
            table.Add(
                [
                    encode.Text("encode"), Text(encode.Number("watts"), "0.0"), Text(encode.Number("joules_per_frame"), "0.000"),
                    Text(encode.Number("encode_fps"), "0.0"), Text(encode.Number("encode_speed_ratio"), "0.00"),
                    Text(encode.Number("cpu_cores"), "0.00"), Text(encode.Number("gpu_percent"), "0"),
                ],
                graph: null);
        }
        return Section("Encodes", "energy above idle, by share of processor and GPU time", "", encodes, table, style);
    }

    static IEnumerable<JsonElement> RunningEncodes(JsonElement encodes) =>
        encodes.Items("encodes").Where(encode => encode.Number("encode_running") == 1);

    static string[] Readings(JsonElement gpu) =>
    [
        Text(gpu.Number("gpu_power_draw_max_watts"), "0.0"),
        Text(gpu.Number("gpu_power_limit_watts"), "0.#"),
        Text(gpu.Number("gpu_encoder_utilization_percent"), "0"),
        Text(gpu.Number("gpu_decoder_utilization_percent"), "0"),
        Text(gpu.Number("gpu_encoder_sessions"), "0"),
        Text(gpu.Number("gpu_utilization_percent"), "0"),
        $"{Text(gpu.Number("gpu_memory_used_bytes") / BytesPerGibibyte, "0.0")}/{Text(gpu.Number("gpu_memory_total_bytes") / BytesPerGibibyte, "0")}",
        Text(gpu.Number("gpu_temperature_celsius"), "0"),
    ];

    static Func<string, string>? Paint(JsonElement gpu, FrameStyle style)
    {
        if (gpu.Number("gpu_up") != 1 || gpu.Text("recovery").Length > 0)
            return style.Bad;
        return gpu.Items("throttled").Any() ? style.Noted : null;
    }

    /// <summary>The lines of a collector.</summary>
    /// <param name="name">Its title.</param>
    /// <param name="note">What follows the title.</param>
    /// <param name="none">What follows the title where the node has no such device.</param>
    /// <param name="collector">The collector.</param>
    /// <param name="table">Its readings.</param>
    /// <param name="style">The limits of the frame.</param>
    static IEnumerable<Frame.Line> Section(string name, string note, string none, JsonElement collector, TextTable table, FrameStyle style)
    {
        var isProblem = !collector.Flag("up") && IsWanted(collector);
        var text = isProblem ? "no readings" : collector.Flag("up") ? note : none;
        text = text.Length > 0 ? style.Cut($"  {text}", style.Width - name.Length) : "";
        yield return new Frame.Line("");
        yield return new Frame.Line(style.Bold(name) + (isProblem ? style.Bad(text) : style.Dim(text)));
        if (!table.HasRows)
            yield break;

        var (heading, rows) = table.Lines();
        yield return new Frame.Line(heading);
        foreach (var row in rows)
            yield return new Frame.Line(row, heading);
    }

    /// <summary>Whether the node should have the device.</summary>
    static bool IsWanted(JsonElement collector) =>
        !(collector.TryGetProperty("wanted", out var wanted) && wanted.ValueKind == JsonValueKind.False);

    static string Index(JsonElement gpu) => Text(gpu.Number("index"), "0");

    static string Text(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
