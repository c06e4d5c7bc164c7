using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Wattd.Hosting;

/// <summary>
/// Takes the pages of program text and constants out of this process's memory. They are clean pages of files: what runs on
/// finds them in the page cache again, and what ran once stays out.
/// </summary>
/// <remarks>
/// Programs and libraries are mapped privately. A shared mapping may be a driver's, whose pages need not come back.
/// Not every page of a mapping that is read-only is clean: the loader wrote relocations before (RELRO), the runtime the
/// secret that guards its stack frames, a debugger its breakpoints. The kernel tells it page by page; written ones stay.
/// </remarks>
static partial class ProgramPages
{
    /// <summary>Lets go of every clean page of files that are mapped privately, to be read only. Without procfs they stay, which harms nobody.</summary>
    public static void Release()
    {
        try
        {
            using var pages = File.OpenHandle("/proc/self/pagemap");
            foreach (var (start, end) in ReadOnlyMappings(File.ReadLines("/proc/self/maps")))
                Release(pages, start, end);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>The private mappings of files that cannot be written now.</summary>
    /// <param name="maps">Lines of <c>/proc/PID/maps</c>: <c>START-END PERMISSIONS OFFSET DEVICE INODE PATH</c> (proc_pid_maps(5)).</param>
    internal static IEnumerable<(nuint Start, nuint End)> ReadOnlyMappings(IEnumerable<string> maps)
    {
        foreach (var line in maps)
        {
            var fields = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
            if (fields is not [var range, [_, '-', _, 'p'], _, _, not "0", ..] || range.Split('-') is not [var start, var end])
                continue;
            if (nuint.TryParse(start, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var from)
                && nuint.TryParse(end, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var to))
                yield return (from, to);
        }
    }

    /// <summary>Whether an entry of <c>/proc/PID/pagemap</c> (kernel, admin-guide/mm/pagemap) is of a page that the process has for itself.</summary>
    internal static bool IsWritten(ulong entry) => (entry & (Present | Swapped)) != 0 && (entry & OfFile) == 0;

    static void Release(SafeFileHandle pagemap, nuint start, nuint end)
    {
        var page = (nuint)Environment.SystemPageSize;
        Span<ulong> entries = stackalloc ulong[512];
        for (var at = start; at < end; at += (nuint)entries.Length * page)
        {
            entries = entries[..(int)nuint.Min((nuint)entries.Length, (end - at) / page)];
            var bytes = MemoryMarshal.AsBytes(entries);
            if (RandomAccess.Read(pagemap, bytes, (long)(at / page) * sizeof(ulong)) != bytes.Length)
                return;
            for (var (first, i) = (0, 0); i <= entries.Length; i++)
            {
                if (i < entries.Length && !IsWritten(entries[i]))
                    continue;
                if (i > first)
                    _ = madvise(at + (nuint)first * page, (nuint)(i - first) * page, DontNeed);
                first = i + 1;
            }
        }
    }

    const ulong Present = 1UL << 63, Swapped = 1UL << 62, OfFile = 1UL << 61;
    const int DontNeed = 4; // MADV_DONTNEED of asm-generic/mman-common.h

    [LibraryImport("libc")]
    private static partial int madvise(nuint start, nuint length, int advice);
}
