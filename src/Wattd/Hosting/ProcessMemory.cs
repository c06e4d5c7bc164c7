using System.Globalization;
using System.Runtime.InteropServices;

namespace Wattd.Hosting;

/// <summary>Keeps small what the kernel counts as this process's memory, beside the managed heap (its limits are in Wattd.csproj).</summary>
static partial class ProcessMemory
{
    /// <summary>
    /// One heap for all threads instead of one each, and none that keeps the few hundred kilobytes which each compression
    /// takes and gives back. Before other threads are started.
    /// </summary>
    public static void BoundNativeHeap()
    {
        _ = mallopt(MostArenas, 1);
        _ = mallopt(MapThreshold, LargestOnHeap);
    }

    /// <summary>
    /// Collects the garbage of the start, and takes the pages of program text and constants out of this process's memory.
    /// They are clean pages of files: what runs on reads them again from the page cache, by the page.
    /// </summary>
    public static void ReleaseStart()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _ = malloc_trim(0);
        try
        {
            foreach (var (start, end) in UnwrittenMappings(File.ReadLines("/proc/self/smaps")).ToList())
                _ = madvise(start, end - start, DontNeed);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Without that file the pages stay, which harms nobody.
        }
    }

    /// <summary>
    /// The mappings of files that cannot be written and of which no page ever was. Not every one that is read-only now is among
    /// them: the loader writes relocations first (RELRO), and the runtime the secret that guards its stack frames.
    /// </summary>
    /// <param name="smaps">Lines of <c>/proc/PID/smaps</c> (proc_pid_smaps(5)).</param>
    internal static IEnumerable<(nuint Start, nuint End)> UnwrittenMappings(IEnumerable<string> smaps)
    {
        (nuint Start, nuint End)? mapping = null;
        foreach (var line in smaps)
        {
            if (line.StartsWith("Anonymous:", StringComparison.Ordinal))
            {
                if (mapping is { } unwritten && line.AsSpan("Anonymous:".Length).Trim() is "0 kB")
                    yield return unwritten;
            }
            else if (Header(line) is { } header)
            {
                mapping = header.IsWritable || !header.IsFile ? null : (header.Start, header.End);
            }
        }
    }

    /// <summary>The first line of a mapping: <c>START-END PERMISSIONS OFFSET DEVICE INODE PATH</c>; null for the others.</summary>
    static (nuint Start, nuint End, bool IsWritable, bool IsFile)? Header(string line)
    {
        var fields = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 5 || fields[0].Split('-') is not [var start, var end])
            return null;
        return nuint.TryParse(start, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var from)
            && nuint.TryParse(end, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var to)
            ? (from, to, fields[1].Contains('w'), fields[4] != "0")
            : null;
    }

    const int MostArenas = -8, MapThreshold = -3; // M_ARENA_MAX and M_MMAP_THRESHOLD of malloc.h
    const int LargestOnHeap = 64 * 1024;
    const int DontNeed = 4; // MADV_DONTNEED of asm-generic/mman-common.h

    [LibraryImport("libc")]
    private static partial int madvise(nuint start, nuint length, int advice);

    [LibraryImport("libc")]
    private static partial int mallopt(int parameter, int value);

    [LibraryImport("libc")]
    private static partial int malloc_trim(nuint kept);
}
