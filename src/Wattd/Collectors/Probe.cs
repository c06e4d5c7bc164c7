namespace Wattd.Collectors;

/// <summary>Examines one thing that wattd can use on this machine.</summary>
interface IProbe
{
    /// <summary>The names that its results may have.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>Examines it without changing anything. Takes a few seconds at most; a failure is a result, not an exception.</summary>
    IEnumerable<ProbeResult> Examine();
}

/// <summary>The result of a probe.</summary>
/// <param name="Name">The thing: <c>powercap</c>, <c>cpu.port</c>.</param>
/// <param name="Outcome">Its state.</param>
/// <param name="Line">One line that explains it.</param>
/// <param name="Cure">The command that fixes it; null if there is nothing to fix, or no single command fixes it.</param>
/// <param name="Wanted">Whether the settings require it, so that its absence is a failure.</param>
sealed record ProbeResult(string Name, ProbeOutcome Outcome, string Line, string? Cure = null, bool Wanted = true)
{
    /// <summary>Whether it works, or is not required.</summary>
    public bool IsWell => Outcome is ProbeOutcome.Ok or ProbeOutcome.Off or ProbeOutcome.Warning || !Wanted;
}

/// <summary>The state of a thing that wattd can use on this machine.</summary>
enum ProbeOutcome
{
    /// <summary>It works.</summary>
    Ok,

    /// <summary>It is off in the settings, so it was not examined.</summary>
    Off,

    /// <summary>It does not exist.</summary>
    Missing,

    /// <summary>It exists, and this user may not use it.</summary>
    Denied,

    /// <summary>It exists, and does not work.</summary>
    Failed,

    /// <summary>It works, and will not for long without attention.</summary>
    Warning,
}

/// <summary>What the running daemon says of one of its collectors.</summary>
/// <param name="Name">The collector: <c>cpu</c>.</param>
/// <param name="Reason">Why it has no readings, as in <c>wattd_collector_down_reason</c>; empty where it has some.</param>
/// <param name="Message">The same in one line, with the cure.</param>
/// <param name="Scheduling">What the kernel granted its thread: <c>fifo</c>, <c>slice</c> or <c>none</c>.</param>
/// <param name="Samples">Samples since the daemon started.</param>
sealed record RunningCollector(string Name, string Reason, string Message, string Scheduling, long Samples)
{
    /// <summary>Whether it has readings.</summary>
    public bool IsUp => Reason.Length == 0;
}
