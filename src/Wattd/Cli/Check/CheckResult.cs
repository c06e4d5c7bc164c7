namespace Wattd.Cli.Check;

/// <summary>What <c>wattd check</c> found out about one thing.</summary>
/// <param name="Name">The thing: <c>powercap</c>, <c>cpu.port</c>.</param>
/// <param name="State">How it stands.</param>
/// <param name="Line">One line that explains it.</param>
/// <param name="Cure">The command that mends it; null where there is nothing to mend, or no one command does.</param>
/// <param name="Wanted">Whether the settings ask for it, so that wattd is not whole without it.</param>
sealed record CheckResult(string Name, CheckState State, string Line, string? Cure = null, bool Wanted = true)
{
    /// <summary>Whether all is well with it, or nobody minds.</summary>
    public bool IsWell => State is CheckState.Ok or CheckState.Off || !Wanted;
}
