using System.Text;

namespace Wattd.Commands.Top;

/// <summary>A table that fits the width: the least important columns are left out where it is too narrow for all.</summary>
/// <param name="style">The width to fit.</param>
/// <param name="columns">The columns, from left to right.</param>
sealed class TextTable(FrameStyle style, params IReadOnlyList<TextTable.Column> columns)
{
    const int Indent = 2, Gap = 2, LeastGraph = 10, MostGraph = NodeHistory.MostSeconds;

    readonly List<(string[] Cells, Func<int, string>? Graph, Func<string, string> Paint)> _rows = [];

    /// <summary>A column.</summary>
    /// <param name="Title">Its heading.</param>
    /// <param name="Rank">The highest rank is left out first; 0 is always shown.</param>
    /// <param name="IsText">Whether its cells are aligned left.</param>
    /// <param name="Least">Its cells may be cut to this width, before other columns are left out; 0 if they are never cut.</param>
    public sealed record Column(string Title, int Rank = 0, bool IsText = false, int Least = 0);

    /// <summary>Whether there are rows.</summary>
    public bool HasRows => _rows.Count > 0;

    /// <summary>Adds a row.</summary>
    /// <param name="cells">A cell for each column; empty for an unknown value.</param>
    /// <param name="graph">Draws its history in the given number of cells; null for a row without.</param>
    /// <param name="paint">Its colour.</param>
    public void Add(string[] cells, Func<int, string>? graph, Func<string, string>? paint = null) =>
        _rows.Add((cells, graph, paint ?? (line => line)));

    /// <summary>The headings, and a line for each row.</summary>
    public (string Heading, IReadOnlyList<string> Rows) Lines()
    {
        var (shown, widths) = Fitting();
        var graph = Math.Min(MostGraph, style.Width - Total(shown, widths) - Gap);
        var hasGraph = graph >= LeastGraph && _rows.Exists(row => row.Graph is not null);
        var heading = Line(columns.Select(column => column.Title).ToArray(), shown, widths);
        if (hasGraph)
            heading += new string(' ', Gap) + (graph >= "watts, last 600 s".Length ? "watts, " : "") + $"last {graph} s";
        return (style.Dim(heading.TrimEnd()), [.. _rows.Select(Row)]);

        string Row((string[] Cells, Func<int, string>? Graph, Func<string, string> Paint) row)
        {
            var (line, past) = (Line(row.Cells, shown, widths), hasGraph ? row.Graph?.Invoke(graph).TrimEnd() ?? "" : "");
            return past.Length > 0 ? $"{row.Paint(line)}{new string(' ', Gap)}{past}" : row.Paint(line.TrimEnd());
        }
    }

    /// <summary>The columns that are shown, and the widths of all.</summary>
    (List<int> Shown, int[] Widths) Fitting()
    {
        int[] full = [.. columns.Select((column, i) => _rows.Select(row => row.Cells[i].Length).Append(column.Title.Length).Max())];
        int[] widths = [.. columns.Select((column, i) => column.Least > 0 ? Math.Min(column.Least, full[i]) : full[i])];
        // Such as peaks where peak.window is off.
        List<int> shown = [.. Enumerable.Range(0, columns.Count).Where(i => columns[i].Rank == 0 || _rows.Exists(row => row.Cells[i].Length > 0))];
        while (Total(shown, widths) > style.Width && shown.MaxBy(i => columns[i].Rank) is var least && columns[least].Rank > 0)
            shown.Remove(least);
        // What is free goes to the texts first, then to the graph.
        foreach (var i in shown)
            widths[i] += Math.Clamp(style.Width - Total(shown, widths), 0, full[i] - widths[i]);
        return (shown, widths);
    }

    static int Total(List<int> shown, int[] widths) => Indent + shown.Sum(i => widths[i]) + Gap * (shown.Count - 1);

    string Line(string[] cells, List<int> shown, int[] widths)
    {
        var line = new StringBuilder().Append(' ', Indent);
        foreach (var i in shown)
        {
            if (i != shown[0])
                line.Append(' ', Gap);
            var cell = style.Cut(cells[i], widths[i]);
            line.Append(columns[i].IsText ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]));
        }
        return line.Length > style.Width ? line.ToString(0, style.Width) : line.ToString();
    }
}
