using System.Runtime.InteropServices;
using static Wattd.Linux.Fcntl;
using static Wattd.Linux.Stat;

namespace Wattd.Metrics.Self;

/// <summary>Counts what a process has open, by its folder in procfs. A directory listing of the runtime looks at every file behind it.</summary>
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
        // Linux 6.2 and later tells it as the folder's size (kernel commit f1f1f2569901), for a tenth of a listing's cost.
        // Others tell a size of their own there, so it has to agree with a listing once.
        _isSize = Size() is { } size && size == Entries();
    }

    /// <summary>How many there are, without any that this count opens; null where that cannot be read.</summary>
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
