using System.Runtime.InteropServices;

namespace Wattd.Http.Security;

/// <summary>
/// What changes when a file is written or replaced: its inode, its size, and when its content and its inode changed last.
/// All 0 where it is not there.
/// </summary>
readonly partial record struct FileStamp(ulong Inode, ulong Size, FileStamp.Time Modified, FileStamp.Time Changed)
{
    const int AT_FDCWD = -100;
    const uint STATX_MTIME = 0x40, STATX_CTIME = 0x80, STATX_INO = 0x100, STATX_SIZE = 0x200;

    /// <summary>The stamp of the file that a path leads to, links followed.</summary>
    public static FileStamp Of(string path) =>
        statx(AT_FDCWD, path, 0, STATX_MTIME | STATX_CTIME | STATX_INO | STATX_SIZE, out var stat) == 0
            ? new(stat.Inode, stat.Size, stat.Modified, stat.Changed)
            : default;

    /// <summary>Whether it changed within the last moments, as far as the clocks of this machine and the file's agree.</summary>
    public bool IsWithin(TimeSpan span)
    {
#pragma warning disable RS0030 // The stamp of a file is a time of the wall clock.
        var age = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - (Changed.Seconds * 1e3 + Changed.Nanoseconds / 1e6);
#pragma warning restore RS0030
        return age >= 0 && age < span.TotalMilliseconds;
    }

    // statx rather than stat: its layout is the same on every architecture.
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, out StatX stat);

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    struct StatX
    {
        [FieldOffset(32)] public ulong Inode;
        [FieldOffset(40)] public ulong Size;
        [FieldOffset(96)] public Time Changed;
        [FieldOffset(112)] public Time Modified;
    }

    /// <summary>struct statx_timestamp of linux/stat.h.</summary>
    public readonly record struct Time(long Seconds, uint Nanoseconds, int Reserved);
}
