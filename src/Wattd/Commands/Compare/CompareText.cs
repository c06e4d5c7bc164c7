using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Wattd.Commands.Client;
using Wattd.Commands.Measure.Report;

namespace Wattd.Commands.Compare;

/// <summary>
/// The comparison for people, at most 100 columns wide but for the lines of warnings: what each report is, then a block for each
/// figure with a line for each report.
/// </summary>
static class CompareText
{
    const int Width = 100, LongestName = 40;

    // The text of a value that a report does not have.
    const string Unknown = "-";

    /// <summary>Writes the comparison.</summary>
    public static string Of(Comparison comparison)
    {
        var text = new StringBuilder();
        for (var i = 0; i < comparison.Reports.Length; i++)
            AddHead(text, i, comparison.Reports[i]);
        text.Append('\n');
        AddTable(text, [.. Rows(comparison)]);
        foreach (var warning in comparison.Warnings)
            text.Append(CultureInfo.InvariantCulture, $"warning: {warning.Name}: {PlainText.Of(warning.Line)}\n");
        return text.ToString();
    }

    static void AddHead(StringBuilder text, int index, ComparedReport report)
    {
        var number = $"{index + 1}  ";
        var runs = report.Runs == 1 ? "1 run" : $"{report.Runs} runs";
        text.Append(Cut($"{number}{PlainText.Of(report.File)}: {runs}, {Source(report)}", Width)).Append('\n');
        text.Append(Cut($"{new string(' ', number.Length)}{PlainText.Of(string.Join(' ', report.Command))}", Width)).Append('\n');
    }

    static string Source(ComparedReport report)
    {
        if (report.Sources.IsEmpty)
            return "only time measured";
        string[] sources = [.. report.Sources.Select(source => source.Source).Distinct()];
        return PlainText.Of(sources is [var one] ? $"source {one}" : string.Join(", ", report.Sources.Select(source => $"{source.Collector} from {source.Source}")));
    }

    static IEnumerable<string[]> Rows(Comparison comparison)
    {
        yield return ["", "mean", "sd", "difference", "sd"];
        foreach (var (name, figures) in comparison.Figures)
        {
            yield return [name.Title, "", "", "", ""];
            for (var i = 0; i < figures.Length; i++)
                yield return Row(comparison, figures, i);
        }
    }

    static string[] Row(Comparison comparison, ImmutableArray<Figure?> figures, int report)
    {
        var difference = Comparison.Between(figures, report);
        return
        [
            $"  {report + 1}  {CutStart(PlainText.Of(comparison.Reports[report].File), LongestName)}",
            figures[report] is { } figure ? Numbers.Amount(figure.Mean) : Unknown,
            Numbers.Amount(figures[report]?.Deviation),
            difference is { } known ? known.Percent.ToString("+0.0 '%';-0.0 '%';0.0 '%'", CultureInfo.InvariantCulture) : "",
            difference?.Deviation?.ToString("0.0 '%'", CultureInfo.InvariantCulture) ?? "",
        ];
    }

    static void AddTable(StringBuilder text, string[][] rows)
    {
        int[] widths = [.. rows[0].Select((_, column) => rows.Max(row => row[column].Length))];
        foreach (var row in rows)
            text.Append(string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd()).Append('\n');
    }

    static string Cut(string text, int length) => text.Length <= length ? text : text[..(length - 3)] + "...";

    // The end of a path says more than its beginning.
    static string CutStart(string text, int length) => text.Length <= length ? text : "..." + text[^(length - 3)..];
}
