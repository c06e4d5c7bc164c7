using System.Collections.Immutable;
using System.Globalization;
using Wattd.Commands.Measure.Report;
using Wattd.Settings;

namespace Wattd.Commands.Compare;

/// <summary>Finds what keeps reports from being comparable.</summary>
static class Comparability
{
    // Frames that were dropped or duplicated to keep the frame rate are not another video.
    const double SameFrames = 0.01;

    /// <summary>The warnings, of which each report gets at most one of a name.</summary>
    /// <param name="reports">The reports; the others are compared with the first.</param>
    public static IEnumerable<MeasureWarning> Of(ImmutableArray<ComparedReport> reports) =>
        reports.SelectMany(OfOne).Concat(reports.Skip(1).SelectMany(report => OfPair(reports[0], report)));

    static IEnumerable<MeasureWarning> OfOne(ComparedReport report)
    {
        if (report.IsSimulated)
            yield return new("simulated", $"nothing in {Name(report)} is measured: the setting simulate was on");
        if (report.FailedRuns == report.Runs)
            yield return new("failed-runs", $"no run in {Name(report)} succeeded: its figures are those of an unfinished command");
        else if (report.FailedRuns > 0)
            yield return new("failed-runs", $"{report.FailedRuns} of {report.Runs} runs in {Name(report)} failed, and their figures are left out");
    }

    static IEnumerable<MeasureWarning> OfPair(ComparedReport first, ComparedReport report)
    {
        if (!first.Covers.ToHashSet().SetEquals(report.Covers))
        {
            yield return new("different-covers",
                $"{Name(first)} measured {Covers(first)}, and {Name(report)} {Covers(report)}: their joules and watts are not of the same parts");
        }
        if (first.Frames is { } frames && report.Frames is { } others && Math.Abs(others - frames) > SameFrames * frames)
        {
            yield return new("different-frames",
                $"{Name(first)} encoded {Frames(frames)} frames, and {Name(report)} {Frames(others)}: compare joules for each frame");
        }
        if (first.IdleWatts is null != report.IdleWatts is null)
        {
            var (without, with) = first.IdleWatts is null ? (first, report) : (report, first);
            yield return new("no-idle", $"{Name(without)} has no idle power, and {Name(with)} has: what is above idle cannot be compared");
        }
    }

    static string Name(ComparedReport report) => Quoted.Plain(report.File);

    static string Frames(double frames) => frames.ToString("0", CultureInfo.InvariantCulture);

    static string Covers(ComparedReport report) => report.Covers.IsEmpty ? "no energy" : string.Join(" + ", report.Covers.Select(CoveredKind.Title));
}
