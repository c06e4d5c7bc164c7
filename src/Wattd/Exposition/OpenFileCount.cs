using System.Runtime.InteropServices;

namespace Wattd.Exposition;

/// <summary>Counts what a process has open, by its folder in procfs. A directory listing of the runtime looks at every file behind it.</summary>
static partial class OpenFileCount
{
    // ".", ".." and the listing itself.
    const int NotFiles = 3;

    /// <summary>The entries of <c>/proc/self/fd</c>, without the one that this count opens; null where it cannot be read.</summary>
    public static int? Of(string folder)
    {
        var listing = opendir(folder);
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
