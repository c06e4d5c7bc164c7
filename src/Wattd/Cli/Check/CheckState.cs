namespace Wattd.Cli.Check;

/// <summary>How a thing that wattd can use stands on this machine.</summary>
enum CheckState
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
