namespace Wattd.Tests.Support;

/// <summary>Command prefixes (setpriv, of util-linux) that run the daemon as the user nobody. They need root.</summary>
static class Nobody
{
    /// <summary>As nobody without capabilities.</summary>
    public static readonly IReadOnlyList<string> WithoutRights =
        ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"];

    /// <summary>As nobody with ambient CAP_DAC_READ_SEARCH and no other capability, like the unit.</summary>
    public static readonly IReadOnlyList<string> WithDacReadSearch =
    [
        .. WithoutRights, "--bounding-set", "-all,+dac_read_search", "--inh-caps", "-all,+dac_read_search",
        "--ambient-caps", "-all,+dac_read_search",
    ];
}
