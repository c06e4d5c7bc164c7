using System.Globalization;
using static Wattd.Linux.Fcntl;
using static Wattd.Linux.Stat;
using static Wattd.Linux.Unistd;

namespace Wattd.Daemon.Logging;

/// <summary>Whether a descriptor is the stream to the journal that systemd gave the process.</summary>
/// <remarks>
/// <c>$JOURNAL_STREAM</c> holds the stream's device and inode numbers, <c>8:12345</c>. A descriptor that was redirected
/// since, or a variable inherited from another process, no longer match. Source: systemd.exec(5).
/// </remarks>
static class JournalStream
{
    const string Variable = "JOURNAL_STREAM";

    /// <summary>Whether standard error is the journal's stream.</summary>
    public static bool IsStandardError => Matches(Environment.GetEnvironmentVariable(Variable), STDERR_FILENO);

    /// <summary>Whether the descriptor is the file that the value of <c>$JOURNAL_STREAM</c> names.</summary>
    public static bool Matches(string? journalStream, int descriptor) =>
        TryParse(journalStream, out var stream) && Identify(descriptor) == stream;

    static bool TryParse(string? text, out (ulong Device, ulong Inode) stream)
    {
        stream = default;
        return text?.Split(':') is [var device, var inode]
            && ulong.TryParse(device, NumberStyles.None, CultureInfo.InvariantCulture, out stream.Device)
            && ulong.TryParse(inode, NumberStyles.None, CultureInfo.InvariantCulture, out stream.Inode);
    }

    static (ulong Device, ulong Inode)? Identify(int descriptor) =>
        statx(descriptor, "", AT_EMPTY_PATH, STATX_INO, out var stat) == 0
            ? (DeviceNumber(stat.DeviceMajor, stat.DeviceMinor), stat.Inode)
            : null;

    /// <summary>The C library's makedev(3).</summary>
    static ulong DeviceNumber(ulong major, ulong minor) =>
        (major & 0xfffff000) << 32 | (major & 0xfff) << 8 | (minor & 0xffffff00) << 12 | (minor & 0xff);
}
