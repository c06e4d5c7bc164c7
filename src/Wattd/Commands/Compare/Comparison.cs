using System.Collections.Immutable;
using Wattd.Commands.Measure.Report;

namespace Wattd.Commands.Compare;

/// <summary>Reports side by side.</summary>
/// <param name="Reports">The reports, two or more; the others are compared with the first.</param>
sealed record Comparison(ImmutableArray<ComparedReport> Reports)
{
    /// <summary>
    /// The figures that at least one report has, in the order of a report of <c>wattd measure</c>, with that of each report;
    /// null where it has none.
    /// </summary>
    public IEnumerable<(FigureName Name, ImmutableArray<Figure?> Figures)> Figures =>
        from name in FigureName.All
        let figures = Reports.Select(report => report.Figures.TryGetValue(name.Json, out var figure) ? figure : (Figure?)null).ToImmutableArray()
        where figures.Any(figure => figure is not null)
        select (name, figures);

    /// <summary>What to know before the reports are compared.</summary>
    public ImmutableArray<MeasureWarning> Warnings => [.. Comparability.Of(Reports)];

    /// <summary>How a figure of a report differs from that of the first; null for the first, and where either is unknown.</summary>
    public static Difference? Between(ImmutableArray<Figure?> figures, int report) =>
        report > 0 && figures[0] is { } first && figures[report] is { } other ? Difference.Of(first, other) : null;
}
