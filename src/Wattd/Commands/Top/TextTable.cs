using System.Text;

namespace Wattd.Commands.Top;

/// <summary>A table that fits a line: the columns that matter least are left out where it is too narrow for all.</summary>
/// <param name="style">What it has to fit.</param>
/// <param name="columns">The columns, from left to right.</param>
sealed class TextTable(FrameStyle style, params IReadOnlyList<TextTable.Column> columns)
{
    const int Indent = 2, Gap = 2, LeastGraph = 10, MostGraph = 60;

    readonly List<(string[] Cells, Func<int, string> Graph, Func<string, string> Paint)> _rows = [];

    /// <summary>A column.</summary>
    /// <param name="Title">Its heading.</param>
    /// <param name="Rank">Where it is too narrow for all, the greatest goes first; 0 stays.</param>
    /// <param name="IsText">Whether its cells stand to the left.</param>
    public sealed record Column(string Title, int Rank = 0, bool IsText = false);

    /// <summary>Adds a row.</summary>
    /// <param name="cells">A cell for each column; an empty one is a value that is not known.</param>
    /// <param name="graph">Draws its past in so many cells.</param>
    /// <param name="paint">Its colour.</param>
    public void Add(string[] cells, Func<int, string> graph, Func<string, string>? paint = null) =>
        _rows.Add((cells, graph, paint ?? (line => line)));

    /// <summary>The lines: the headings, and one for each row.</summary>
    public IEnumerable<string> Lines()
    {
        int[] widths = [.. columns.Select((column, i) => _rows.Select(row => row.Cells[i].Length).Append(column.Title.Length).Max())];
        var shown = Fitting(widths);
        var graph = Math.Min(MostGraph, style.Width - Total(shown, widths) - Gap);
        var hasGraph = graph >= LeastGraph;
        yield return style.Dim(Line(columns.Select(column => column.Title).ToArray(), shown, widths)
            + (hasGraph ? $"{new string(' ', Gap)}watts, last {graph} s" : ""));
        foreach (var row in _rows)
        {
            var (line, past) = (Line(row.Cells, shown, widths), hasGraph ? row.Graph(graph).TrimEnd() : "");
            yield return past.Length > 0 ? $"{row.Paint(line)}{new string(' ', Gap)}{past}" : row.Paint(line.TrimEnd());
        }
    }

    List<int> Fitting(int[] widths)
    {
        List<int> shown = [.. Enumerable.Range(0, columns.Count)];
        while (Total(shown, widths) > style.Width && shown.MaxBy(i => columns[i].Rank) is var least && columns[least].Rank > 0)
            shown.Remove(least);
        return shown;
    }

    static int Total(List<int> shown, int[] widths) => Indent + shown.Sum(i => widths[i]) + Gap * (shown.Count - 1);

    string Line(string[] cells, List<int> shown, int[] widths)
    {
        var line = new StringBuilder().Append(' ', Indent);
        foreach (var i in shown)
        {
            if (i != shown[0])
                line.Append(' ', Gap);
            line.Append(columns[i].IsText ? cells[i].PadRight(widths[i]) : cells[i].PadLeft(widths[i]));
        }
        return line.Length > style.Width ? line.ToString(0, style.Width) : line.ToString();
    }
}
