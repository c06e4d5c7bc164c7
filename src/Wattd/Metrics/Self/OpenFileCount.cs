using System.Runtime.InteropServices;
using static Wattd.Linux.Fcntl;
using static Wattd.Linux.Stat;

namespace Wattd.Metrics.Self;

/// <summary>
/// Counts the open files of a process by its folder in procfs. A directory listing of the runtime queries every file in
/// it.
/// </summary>
sealed partial class OpenFileCount
{
    // ".", ".." and the listing itself.
    const int NotFiles = 3;

    readonly string _folder;
    readonly bool _isSize;

    /// <param name="folder"><c>/proc/self/fd</c>.</param>
    public OpenFileCount(string folder)
    {
        _folder = folder;
        // Linux 6.2 and later reports it as the folder's size (kernel commit f1f1f2569901), for a tenth of a listing's
        // cost.
        // Other kernels report an unrelated size there, so it must match a listing once.
        _isSize = Size() is { } size && size == Entries();
    }

    /// <summary>The number of open files, without those opened by this count; null if it cannot be read.</summary>
    public int? Read() => _isSize ? Size() : Entries();

    int? Size() => statx(AT_FDCWD, _folder, flags: 0, STATX_SIZE, out var stat) == 0 ? (int)stat.Size : null;

    int? Entries()
    {
        var listing = opendir(_folder);
        if (listing == 0)
            return null;
        var entries = 0;
        while (readdir(listing) != 0)
            entries++;
        _ = closedir(listing);
        return Math.Max(entries - NotFiles, 0);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint opendir(string path);

    [LibraryImport("libc")]
    private static partial nint readdir(nint listing);

    [LibraryImport("libc")]
    private static partial int closedir(nint listing);
}
