using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Wall;

/// <summary>The failures of the wall collector.</summary>
static class WallFailure
{
    /// <summary>This machine shows no power meter.</summary>
    public const string NoMeter = "no_meter";

    /// <summary>The meter exists, and this user may not read it.</summary>
    public const string PermissionDenied = Outage.PermissionDenied;

    /// <summary>No answer within <see cref="WallOptions.Timeout"/>.</summary>
    public const string Timeout = "timeout";

    /// <summary>The meter gave a value that no machine draws: 0, all bits set, or more than <see cref="WallOptions.LimitWatts"/>.</summary>
    public const string Nonsense = "nonsense";

    /// <summary>The meter has no value now: the firmware says so.</summary>
    public const string NoData = "no_data";

    /// <summary>The kernel or the firmware returned an error.</summary>
    public const string ReadFailed = "read_failed";

    /// <summary>The BMC does not know the command that reads the power.</summary>
    public const string Unsupported = "unsupported";

    /// <summary>All reasons.</summary>
    public static readonly string[] All = [NoMeter, PermissionDenied, Timeout, Nonsense, NoData, ReadFailed, Unsupported];

    /// <summary>Whether there is nothing to read, rather than a meter that fails. Then it is looked for again later.</summary>
    public static bool IsAbsence(string reason) => reason is NoMeter or PermissionDenied or Unsupported;
}
