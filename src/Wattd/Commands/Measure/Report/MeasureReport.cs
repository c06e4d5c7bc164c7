using System.Collections.Immutable;

namespace Wattd.Commands.Measure.Report;

/// <summary>What <c>wattd measure</c> reports.</summary>
sealed record MeasureReport
{
    /// <summary>The version of the JSON document. Additions do not change it.</summary>
    public const int Schema = 1;

    /// <summary>The version of wattd.</summary>
    public required string Version { get; init; }

    /// <summary>Whether the energy is simulated.</summary>
    public bool IsSimulated { get; init; }

    /// <summary>The command, as text.</summary>
    public required ImmutableArray<string> Command { get; init; }

    /// <summary>What each collector was read from: <c>hardware</c>, <c>daemon</c> or <c>simulation</c>.</summary>
    public ImmutableArray<(string Collector, string Source)> Sources { get; init; } = [];

    /// <summary>The idle power; null if it is unknown.</summary>
    public IdlePower? Idle { get; init; }

    /// <summary>The runs, in order.</summary>
    public required ImmutableArray<MeasuredRun> Runs { get; init; }

    /// <summary>What to know before the figures are used.</summary>
    public ImmutableArray<MeasureWarning> Warnings { get; init; } = [];

    /// <summary>The runs that the mean is of: those that succeeded; all if none did.</summary>
    public IReadOnlyCollection<MeasuredRun> Averaged =>
        Runs.Where(run => run.ExitCode == 0).ToList() is { Count: > 0 } successful ? successful : Runs;

    /// <summary>
    /// The figures that are compared between runs and reports, in the order of the report; those that no run has are left out.
    /// </summary>
    public IEnumerable<(FigureName Name, Figure Figure)> Figures =>
        from name in FigureName.All
        let figure = Figure.Of(Averaged.Select(name.In))
        where figure is not null
        select (name, figure.Value);
}

/// <summary>One thing to know before the figures are used.</summary>
/// <param name="Name">Its name, which stays: <c>busy-neighbours</c>.</param>
/// <param name="Line">What it means here, in one line that may change.</param>
/// <param name="Run">The number of the run; null if it is about all of them.</param>
readonly record struct MeasureWarning(string Name, string Line, int? Run = null);
