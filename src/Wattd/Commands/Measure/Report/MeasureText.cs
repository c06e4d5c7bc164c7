using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Wattd.Commands.Client;
using Wattd.Commands.Measure.Meters;

namespace Wattd.Commands.Measure.Report;

/// <summary>The report for people, at most 100 columns wide but for the lines of warnings.</summary>
static class MeasureText
{
    const int Width = 100;

    // How the run ended is written up to here, above the last column of the table, unless the command needs the room.
    const int EndColumn = 70;

    /// <summary>Writes the report.</summary>
    public static string Of(MeasureReport report)
    {
        var text = new StringBuilder();
        if (report.Runs is [var only])
            Add(text, report, only);
        else
            AddRuns(text, report);
        if (report.IsSimulated)
            Line(text, "simulated: no reading is measured, because the setting simulate is on");
        foreach (var warning in report.Warnings)
            Line(text, $"warning: {warning.Name}{(report.Runs.Length > 1 && warning.Run is { } run ? $" in run {run}" : "")}: {PlainText.Of(warning.Line)}");
        return text.ToString();
    }

    static void Add(StringBuilder text, MeasureReport report, MeasuredRun run)
    {
        AddHead(text, report, Ended(run));
        if (run.Joules is not null)
            AddTable(text, EnergyTable(run));
        if (report.Idle is { } idle)
            Line(text, IdleLine(idle));
        if (VideoLine(run) is { } video)
            Line(text, video);
        AddPer(text, "per frame", run.PerFrame(run.Joules), run.PerFrame(run.AboveIdle), "J");
        AddPer(text, "per second of video", run.PerVideoSecond(run.Joules), run.PerVideoSecond(run.AboveIdle), "J");
        AddPer(text, "per hour of video", run.WattHoursPerVideoHour(run.Joules), run.WattHoursPerVideoHour(run.AboveIdle), "Wh");
        if (run.CommandTime is { } command)
        {
            Line(text, string.Create(CultureInfo.InvariantCulture, $"processor time {command.TotalSeconds:0.00} s")
                + (run.Share is { } share ? string.Create(CultureInfo.InvariantCulture, $", {100 * share:0.0} % of what the machine spent") : ""));
        }
        AddCovers(text, run);
    }

    static void AddRuns(StringBuilder text, MeasureReport report)
    {
        AddHead(text, report, $"{report.Runs.Length} runs");
        ImmutableArray<(FigureName Name, Figure Figure)> figures = [.. report.Figures.Where(figure => figure.Name.HasColumn)];
        AddTable(text,
        [
            ["run", "exit", .. figures.Select(figure => figure.Name.Title)],
            .. report.Runs.Select(run => (string[])[$"{run.Number}", $"{run.ExitCode}", .. figures.Select(figure => Numbers.Amount(figure.Name.In(run)))]),
            [report.Averaged.Count == report.Runs.Length ? "mean" : $"mean of {report.Averaged.Count}", "", .. figures.Select(figure => Numbers.Amount(figure.Figure.Mean))],
            ["sd", "", .. figures.Select(figure => Numbers.Amount(figure.Figure.Deviation))],
        ]);
        if (report.Idle is { } idle)
            Line(text, IdleLine(idle));
        if (report.Runs is [.., var last])
            AddCovers(text, last);
    }

    static string[][] EnergyTable(MeasuredRun run) =>
    [
        ["", "joules", "Wh", "mean W", "peak W", "above idle J"],
        .. run.Span.Components.Select(component => Row(component, run)),
        ["measured", Numbers.Amount(run.Joules), Numbers.WattHours(run.Joules), Numbers.Watts(run.MeanWatts), Numbers.Watts(run.PeakWatts), Numbers.Amount(run.AboveIdle)],
    ];

    static string[] Row(MeasuredComponent component, MeasuredRun run) =>
    [
        PlainText.Of(component.Component.Title) + (component.Component.IsInSum ? "" : " *"),
        Numbers.Amount(component.Energy.Joules), Numbers.WattHours(component.Energy.Joules),
        Numbers.Watts(MeasuredRun.MeanWattsOf(component)), Numbers.Watts(component.Peak?.Watts), Numbers.Amount(run.AboveIdleOf(component)),
    ];

    static string Ended(MeasuredRun run) => string.Create(CultureInfo.InvariantCulture,
        $"{(run.Signal is { } signal ? $"ended by {signal}" : $"exit {run.ExitCode}")} after {run.Duration.TotalSeconds:0.00} s");

    static string IdleLine(IdlePower idle)
    {
        var watts = string.Create(CultureInfo.InvariantCulture, $"idle {idle.Watts:0.0} W");
        if (idle.Measured is not { } measured)
            return watts + ", as given";
        var deviation = idle.Deviation is { } known ? string.Create(CultureInfo.InvariantCulture, $" (sd {known:0.0} W)") : "";
        return $"{watts}, measured for {Math.Round(measured.TotalSeconds)} s before{deviation}";
    }

    static string? VideoLine(MeasuredRun run)
    {
        if (run.Video is not { Frames: { } frames } video)
            return null;
        if (!video.IsEncoded)
            return string.Create(CultureInfo.InvariantCulture, $"frames {frames}, copied and not encoded: there are no joules for each frame");
        var line = string.Create(CultureInfo.InvariantCulture, $"frames {frames}");
        if (video.Progress is { } progress)
            line += $" ({(progress.VideoOutputs == 1 ? "1 output" : $"of the first of {progress.VideoOutputs} outputs")})";
        if (run.Fps is { } fps)
            line += string.Create(CultureInfo.InvariantCulture, $", {fps:0.0} fps");
        if (run.Speed is { } speed)
            line += string.Create(CultureInfo.InvariantCulture, $", speed {speed:0.00}x");
        if (video.MediaTime is { } media)
            line += string.Create(CultureInfo.InvariantCulture, $", {media.TotalSeconds:0.00} s of video");
        return line;
    }

    static void AddPer(StringBuilder text, string what, double? value, double? aboveIdle, string unit)
    {
        if (value is { } known)
            Line(text, $"{what,-19}  {Numbers.Amount(known)} {unit}{(aboveIdle is { } above ? $" (above idle {Numbers.Amount(above)} {unit})" : "")}");
    }

    static void AddCovers(StringBuilder text, MeasuredRun run)
    {
        string[] names = [.. run.Covers.Select(CoveredKind.Title)];
        if (names.Length == 0)
            Line(text, "nothing was measured but time");
        else
            Line(text, $"measured = {string.Join(" + ", names)}, without fans, disks, network and power supply");
        foreach (var component in run.Span.Components.Where(component => !component.Component.IsInSum))
            Line(text, $"* {component.Component.Title} contains the others and is not in the sum");
    }

    static void AddHead(StringBuilder text, MeasureReport report, string ended)
    {
        var command = Shortened(string.Join(' ', report.Command.Select(Quoted)), Width - ended.Length - 2);
        Line(text, $"{command.PadRight(EndColumn - ended.Length)}  {ended}");
    }

    static string Shortened(string text, int most) => text.Length > most ? text[..(most - 3)] + "..." : text;

    /// <summary>An argument as a shell takes it, as far as it is printable.</summary>
    static string Quoted(string argument) =>
        argument.Length > 0 && argument.All(c => char.IsAsciiLetterOrDigit(c) || "_@%+=:,./-".Contains(c))
            ? argument
            : $"'{PlainText.Of(argument.Replace("'", @"'\''"))}'";

    /// <summary>The first column to the left, the others to the right.</summary>
    static void AddTable(StringBuilder text, string[][] rows)
    {
        int[] widths = [.. rows[0].Select((_, column) => rows.Max(row => row[column].Length))];
        foreach (var row in rows)
            Line(text, string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd());
    }

    static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
