using System.Globalization;
using System.Text.Json;
using Wattd.Commands.Client;

namespace Wattd.Commands.Top;

/// <summary>The encoder sessions of the GPUs by codec, and their processes where the setting <c>gpu.processes</c> is on.</summary>
static class GpuProcessLines
{
    const double BytesPerGibibyte = 1 << 30;

    static readonly TextTable.Column[] Columns =
    [
        new("gpu"), new("pid"), new("enc %"), new("dec %"), new("sm %"), new("mem %", Rank: 2), new("GiB", Rank: 1),
        new("sessions", Rank: 3, IsText: true, Least: 16),
    ];

    /// <summary>The lines below the table of the GPUs; none where there are neither sessions nor processes.</summary>
    public static IEnumerable<Frame.Line> Of(JsonElement gpu, FrameStyle style) => [.. Sessions(gpu, style), .. Processes(gpu, style)];

    static IEnumerable<Frame.Line> Sessions(JsonElement gpu, FrameStyle style)
    {
        foreach (var one in gpu.Items("gpus"))
        {
            if (one.Object("gpu_encoder_codec_sessions") is not { } codecs)
                continue;
            var counts = from codec in codecs.EnumerateObject()
                         from size in codec.Value.EnumerateObject()
                         select $"{size.Value} {PlainText.Of(codec.Name)} {PlainText.Of(size.Name)}";
            var text = string.Join(", ", counts);
            if (text.Length > 0)
                yield return new Frame.Line(style.Cut($"  sessions on GPU {Index(one)}: {text}", style.Width));
        }
    }

    static IEnumerable<Frame.Line> Processes(JsonElement gpu, FrameStyle style)
    {
        var table = new TextTable(style, Columns);
        foreach (var one in gpu.Items("gpus"))
        {
            foreach (var process in one.Items("processes"))
            {
                var use = process.Object("gpu_process_utilization_percent");
                table.Add(
                    [
                        Index(one), Text(process.Number("pid")), Text(use?.Number("encoder")), Text(use?.Number("decoder")),
                        Text(use?.Number("sm")), Text(use?.Number("memory")),
                        Text(process.Number("gpu_process_memory_bytes") / BytesPerGibibyte, "0.00"), SessionsOf(one, process),
                    ],
                    graph: null);
            }
        }
        if (!table.HasRows)
            yield break;
        var (heading, rows) = table.Lines();
        yield return new Frame.Line(heading);
        foreach (var row in rows)
            yield return new Frame.Line(row, heading);
    }

    static string SessionsOf(JsonElement gpu, JsonElement process) => string.Join(", ", gpu.Items("encoder_sessions")
        .Where(session => session.Number("pid") == process.Number("pid"))
        .Select(session => $"{session.Text("codec")} {session.Text("resolution")}"));

    static string Index(JsonElement gpu) => Text(gpu.Number("index"));

    static string Text(double? value, string format = "0") => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
