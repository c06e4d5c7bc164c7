using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using static Wattd.Linux.Fcntl;

namespace Wattd.Linux;

/// <summary>
/// sys/stat.h: file status. statx rather than stat: its layout is the same on every architecture (linux/stat.h).
/// </summary>
static partial class Stat
{
    public const uint STATX_TYPE = 0x1, STATX_MTIME = 0x40, STATX_CTIME = 0x80, STATX_INO = 0x100, STATX_SIZE = 0x200;
    // S_IFMT and the others: C# names have no one-letter prefix.
    public const int IFMT = 0xF000, IFCHR = 0x2000, IFDIR = 0x4000, IFREG = 0x8000;

    /// <summary>The status of an open file; null if the kernel reports none.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="mask">The requested fields; those of the device are always set.</param>
    public static StatX? Of(SafeFileHandle file, uint mask)
    {
        var held = false;
        try
        {
            file.DangerousAddRef(ref held);
            return statx((int)file.DangerousGetHandle(), "", AT_EMPTY_PATH, mask, out var stat) == 0 ? stat : null;
        }
        finally
        {
            if (held)
                file.DangerousRelease();
        }
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int statx(int folder, string path, int flags, uint mask, out StatX stat);

    /// <summary>struct statx, with only the fields that are used.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    public struct StatX
    {
        [FieldOffset(28)] public ushort Mode;
        [FieldOffset(32)] public ulong Inode;
        [FieldOffset(40)] public ulong Size;
        [FieldOffset(96)] public StatXTimestamp Changed;
        [FieldOffset(112)] public StatXTimestamp Modified;

        // The device that the file itself is (stx_rdev), if it is one; then the device that holds the file (stx_dev).
        [FieldOffset(128)] public uint OwnMajor;
        [FieldOffset(132)] public uint OwnMinor;
        [FieldOffset(136)] public uint DeviceMajor;
        [FieldOffset(140)] public uint DeviceMinor;

        /// <summary>One of IFREG, IFDIR and so on.</summary>
        public readonly int Type => Mode & IFMT;
    }

    /// <summary>struct statx_timestamp: since the Unix epoch.</summary>
    public readonly record struct StatXTimestamp(long Seconds, uint Nanoseconds, int Reserved);
}
