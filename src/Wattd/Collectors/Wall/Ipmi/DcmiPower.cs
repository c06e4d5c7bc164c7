using System.Buffers.Binary;
using System.Globalization;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Wall.Ipmi;

/// <summary>The DCMI command Get Power Reading (DCMI 1.5, 6.6.1): its bytes, and what its answer is worth.</summary>
static class DcmiPower
{
    /// <summary>Group extension.</summary>
    public const byte NetFn = 0x2C;

    /// <summary>Get Power Reading.</summary>
    public const byte Command = 0x02;

    const byte Group = 0xDC, SystemPowerStatistics = 0x01;
    // Of the answer, which begins with the completion code and the group.
    const int Length = 19, Current = 2, Timestamp = 10, State = 18;
    const byte IsActive = 0x40;

    /// <summary>The data of the command.</summary>
    public static ReadOnlySpan<byte> Request => [Group, SystemPowerStatistics, 0, 0];

    /// <summary>
    /// The power in an answer. Its minimum, maximum and average are since the start of the BMC, over hours or weeks, so they are
    /// left out.
    /// </summary>
    /// <exception cref="SourceException">The BMC refuses, or answers something else.</exception>
    public static WallValue In(ReadOnlySpan<byte> answer)
    {
        if (answer.Length > 0 && answer[0] != 0)
            throw Refused(answer[0]);
        if (answer.Length < Length || answer[1] != Group)
            throw new SourceException(WallFailure.ReadFailed,
                $"the BMC answers {answer.Length} bytes that are not a DCMI power reading ({Convert.ToHexString(answer[..Math.Min(answer.Length, Length)])}); a newer firmware may help, and 'wall = off' stops the questions");

        // OpenBMC clears the active bit of a correct reading, and with it the timestamp.
        var isMeasured = (answer[State] & IsActive) != 0 || BinaryPrimitives.ReadUInt32LittleEndian(answer[Timestamp..]) == 0;
        return isMeasured
            ? new WallValue(BinaryPrimitives.ReadUInt16LittleEndian(answer[Current..]))
            : new WallValue(null, WallFailure.NoData, "the BMC does not measure power now; switch power measurement on in its settings, or set wall = off");
    }

    /// <summary>The failure that a completion code (IPMI 2.0, table 5-2) is.</summary>
    static SourceException Refused(byte code)
    {
        var (reason, problem) = code switch
        {
            0xC0 => (WallFailure.NoData, "the BMC is busy; wattd asks again at the next reading"),
            0xC1 or 0xC2 => (WallFailure.Unsupported, "the BMC has no DCMI power reading; a newer firmware may have it, and wall.source = acpi or wall = off stops the questions"),
            0xC3 => (WallFailure.Timeout, "the BMC does not answer its driver in time; if it lasts, reset it (ipmitool mc reset cold), or set wall = off"),
            0xCB or 0xD5 => (WallFailure.NoData, "the BMC has no power reading now; if it lasts, set wall = off"),
            0xD4 => (WallFailure.PermissionDenied, "the BMC refuses power readings to its own machine; allow them in its settings, or set wall = off"),
            _ => (WallFailure.ReadFailed, "the BMC fails to read the power; see its event log (ipmitool sel list), or set wall = off"),
        };
        return new SourceException(reason, string.Create(CultureInfo.InvariantCulture, $"{problem} (completion code {code:X2})"));
    }
}
