namespace Wattd.Collectors;

/// <summary>Looks at one thing that wattd can use on this machine.</summary>
interface IProbe
{
    /// <summary>Looks, and changes nothing. Takes a few seconds at most; what goes wrong is a result, not an exception.</summary>
    IEnumerable<ProbeResult> Examine();
}

/// <summary>What a probe found out about one thing.</summary>
/// <param name="Name">The thing: <c>powercap</c>, <c>cpu.port</c>.</param>
/// <param name="Outcome">How it stands.</param>
/// <param name="Line">One line that explains it.</param>
/// <param name="Cure">The command that cures it; null where there is nothing to cure, or no one command does.</param>
/// <param name="Wanted">Whether the settings ask for it, so that wattd is not whole without it.</param>
sealed record ProbeResult(string Name, ProbeOutcome Outcome, string Line, string? Cure = null, bool Wanted = true)
{
    /// <summary>Whether all is well with it, or nobody minds.</summary>
    public bool IsWell => Outcome is ProbeOutcome.Ok or ProbeOutcome.Off || !Wanted;
}

/// <summary>How a thing that wattd can use stands on this machine.</summary>
enum ProbeOutcome
{
    /// <summary>It works.</summary>
    Ok,

    /// <summary>It is switched off in the settings, and so was not looked at.</summary>
    Off,

    /// <summary>It is not there.</summary>
    Missing,

    /// <summary>It is there, and this user may not have it.</summary>
    Denied,

    /// <summary>It is there, and does not work.</summary>
    Failed,
}
