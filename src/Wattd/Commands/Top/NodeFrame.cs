using System.Text.Json;
using Wattd.Commands.Client;
using Wattd.Readings;

namespace Wattd.Commands.Top;

/// <summary>Draws a node's readings as a frame.</summary>
static class NodeFrame
{
    /// <summary>The frame of readings.</summary>
    /// <param name="node">The readings, as described in docs/readings.md.</param>
    /// <param name="history">The history.</param>
    /// <param name="source">The name of their source.</param>
    /// <param name="style">The limits of the frame.</param>
    public static Frame Of(JsonElement node, NodeHistory history, string source, FrameStyle style)
    {
        var problems = history.Problems.All;
        return new Frame(
            [.. Head(node, problems, source, style)],
            [.. problems.SelectMany(problem => style.Wrap(problem.Text, indent: 2).Select(Paint(problem, style)))],
            [.. NodeTables.Of(node, history, style)]);
    }

    /// <summary>The frame where there are no readings to show.</summary>
    public static Frame Of(string problem, FrameStyle style) => new([], [.. style.Wrap(PlainText.Of(problem)).Select(style.Bad)], []);

    static IEnumerable<string> Head(JsonElement node, IReadOnlyList<Problem> problems, string source, FrameStyle style)
    {
        yield return Title(node, problems, source, style);
        if (node.Flag("simulated"))
        {
            foreach (var text in style.Wrap("SIMULATED: no reading is measured, because the setting simulate is on"))
                yield return style.Bad(text);
        }
        if (NodeTotals.Text(node) is { Length: > 0 } totals)
        {
            foreach (var text in style.Wrap(totals, indent: 2))
                yield return text;
        }
    }

    /// <summary>One line. Where it is too long, the source is cut first; then the host is left out.</summary>
    static string Title(JsonElement node, IReadOnlyList<Problem> problems, string source, FrameStyle style)
    {
        var (title, host) = ($"wattd {node.Text("version")}", node.Text("host"));
        var count = problems.Count switch { 0 => "", 1 => "  1 problem", var many => $"  {many} problems" };
        var withHost = host.Length > 0 ? $"{title} on {host}" : title;
        title = withHost.Length + count.Length <= style.Width ? withHost : style.Cut(title, style.Width);

        var line = style.Bold(title);
        var room = style.Width - title.Length;
        if (count.Length > 0 && count.Length <= room)
        {
            line += Paint(problems[0], style)(count);
            room -= count.Length;
        }
        return room > 2 ? line + style.Dim(style.Cut($"  from {source}", room)) : line;
    }

    static Func<string, string> Paint(Problem problem, FrameStyle style) => problem.NeedsAction ? style.Bad : style.Noted;
}
