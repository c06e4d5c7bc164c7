using static Wattd.Linux.Fcntl;
using static Wattd.Linux.Stat;

namespace Wattd.Http.Security;

/// <summary>
/// What changes when a file is written or replaced: its inode, its size, and the times of the last change of content and inode.
/// All 0 for a missing file.
/// </summary>
readonly record struct FileStamp(ulong Inode, ulong Size, StatXTimestamp Modified, StatXTimestamp Changed)
{
    /// <summary>The stamp of the file that a path leads to, links followed.</summary>
    public static FileStamp Of(string path) =>
        statx(AT_FDCWD, path, 0, STATX_MTIME | STATX_CTIME | STATX_INO | STATX_SIZE, out var stat) == 0
            ? new(stat.Inode, stat.Size, stat.Modified, stat.Changed)
            : default;

    /// <summary>Whether it changed within the last moments, if the clocks of this machine and of the file system agree.</summary>
    public bool IsWithin(TimeSpan span)
    {
#pragma warning disable RS0030 // The stamp of a file is a time of the wall clock.
        var age = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - (Changed.Seconds * 1e3 + Changed.Nanoseconds / 1e6);
#pragma warning restore RS0030
        return age >= 0 && age < span.TotalMilliseconds;
    }
}
