namespace Wattd.Cli.Check;

/// <summary>Looks at one thing that wattd can use on this machine.</summary>
interface ICheckProbe
{
    /// <summary>Looks, and changes nothing. Takes a few seconds at most; what goes wrong is a result, not an exception.</summary>
    IEnumerable<CheckResult> Examine();
}
