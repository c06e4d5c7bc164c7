using System.Globalization;
using System.Runtime.InteropServices;

namespace Wattd.Daemon.Logging;

/// <summary>Whether a descriptor is the stream to the journal that systemd gave the process.</summary>
/// <remarks>
/// <c>$JOURNAL_STREAM</c> holds the stream's device and inode numbers, <c>8:12345</c>. A descriptor that was redirected
/// since, or a variable inherited from another process, no longer match. Source: systemd.exec(5).
/// </remarks>
static partial class JournalStream
{
    const string Variable = "JOURNAL_STREAM";
    const int StandardError = 2;

    // linux/stat.h, linux/fcntl.h: struct statx is the same on every architecture, which struct stat is not.
    const int AtEmptyPath = 0x1000;
    const uint StatxIno = 0x100;
    const int StatxSize = 256, InodeOffset = 32, DeviceMajorOffset = 136, DeviceMinorOffset = 140;

    /// <summary>Whether standard error is the journal's stream.</summary>
    public static bool IsStandardError => Matches(Environment.GetEnvironmentVariable(Variable), StandardError);

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

    static (ulong Device, ulong Inode)? Identify(int descriptor)
    {
        var buffer = new byte[StatxSize];
        if (statx(descriptor, "", AtEmptyPath, StatxIno, buffer) != 0)
            return null;

        ulong major = Read<uint>(buffer, DeviceMajorOffset), minor = Read<uint>(buffer, DeviceMinorOffset);
        return (DeviceNumber(major, minor), Read<ulong>(buffer, InodeOffset));
    }

    static T Read<T>(byte[] buffer, int offset)
        where T : struct => MemoryMarshal.Read<T>(buffer.AsSpan(offset));

    /// <summary>The C library's makedev(3).</summary>
    static ulong DeviceNumber(ulong major, ulong minor) =>
        (major & 0xfffff000) << 32 | (major & 0xfff) << 8 | (minor & 0xffffff00) << 12 | (minor & 0xff);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int descriptor, string path, int flags, uint mask, byte[] buffer);
}
