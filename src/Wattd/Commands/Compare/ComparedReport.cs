using System.Collections.Immutable;
using Wattd.Commands.Measure.Report;

namespace Wattd.Commands.Compare;

/// <summary>What is compared of a report of <c>wattd measure</c>.</summary>
/// <param name="File">The file that it was read from.</param>
sealed record ComparedReport(string File)
{
    /// <summary>The version of wattd that wrote it.</summary>
    public required string Version { get; init; }

    /// <summary>Whether the energy is simulated.</summary>
    public required bool IsSimulated { get; init; }

    /// <summary>The command.</summary>
    public required ImmutableArray<string> Command { get; init; }

    /// <summary>What each collector was read from.</summary>
    public required ImmutableArray<(string Collector, string Source)> Sources { get; init; }

    /// <summary>The idle power, in watts; null if it is unknown.</summary>
    public required double? IdleWatts { get; init; }

    /// <summary>The number of runs.</summary>
    public required int Runs { get; init; }

    /// <summary>How many of the runs ended with another exit code than 0.</summary>
    public required int FailedRuns { get; init; }

    /// <summary>The kinds of component that each averaged run measured; empty if only time was measured.</summary>
    public required ImmutableArray<string> Covers { get; init; }

    /// <summary>The mean number of frames; null if it is unknown.</summary>
    public required double? Frames { get; init; }

    /// <summary>The figures, by their name in JSON.</summary>
    public required IReadOnlyDictionary<string, Figure> Figures { get; init; }
}
