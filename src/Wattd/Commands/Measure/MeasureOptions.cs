using System.Collections.Immutable;

namespace Wattd.Commands.Measure;

/// <summary>What <c>wattd measure</c> was asked for.</summary>
/// <param name="Command">The command, as text.</param>
sealed record MeasureOptions(ImmutableArray<string> Command)
{
    /// <summary>Whether the report is JSON.</summary>
    public bool IsJson { get; init; }

    /// <summary>The file that gets the report; null for standard error.</summary>
    public string? Output { get; init; }

    /// <summary>How long to measure the idle power first; null for not at all.</summary>
    public TimeSpan? IdleTime { get; init; }

    /// <summary>The idle power that the user knows, in watts; null for none.</summary>
    public double? IdleWatts { get; init; }

    /// <summary>How often to run the command, 1 to 1000. The default is once.</summary>
    public int Runs { get; init; } = 1;

    /// <summary>The longest wait between runs for the machine to be idle again. The default is none.</summary>
    public TimeSpan Cooldown { get; init; }

    /// <summary>Whether to ask an ffmpeg for its progress. The default is true.</summary>
    public bool AsksForFrames { get; init; } = true;

    /// <summary>The frames that the user knows; null for none.</summary>
    public long? Frames { get; init; }

    /// <summary>The collectors without which the command is not started.</summary>
    public ImmutableArray<string> Required { get; init; } = [];
}
