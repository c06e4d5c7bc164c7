using System.Runtime.InteropServices;

namespace Wattd.Hosting;

/// <summary>Keeps small what the kernel counts as this process's memory, beside the managed heap (its limits are in Wattd.csproj).</summary>
static partial class ProcessMemory
{
    // By then a scraper that comes each second was served, and what ran for its first scrapes alone is done.
    static readonly TimeSpan SecondRelease = TimeSpan.FromSeconds(10);

    static readonly TimeSpan ReleasePeriod = TimeSpan.FromMinutes(1);

    /// <summary>
    /// One heap for all threads instead of one each, and none that keeps the large blocks which the start takes and gives
    /// back. Before other threads are started.
    /// </summary>
    public static void BoundNativeHeap()
    {
        _ = mallopt(MostArenas, 1);
        _ = mallopt(MapThreshold, LargestOnHeap);
    }

    /// <summary>Lets go of what the start has left behind, once more ten seconds later, and each minute of program pages out of use.</summary>
    /// <returns>Ends it when disposed of.</returns>
    public static IDisposable KeepSmall(TimeProvider time)
    {
        Collect();
        ProgramPages.Release();
        var isFirst = true;
        return time.CreateTimer(_ =>
        {
            // Once: to collect all holds up the sampling thread, for milliseconds.
            if (isFirst)
                Collect();
            isFirst = false;
            ProgramPages.Release();
        }, null, SecondRelease, ReleasePeriod);
    }

    static void Collect()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _ = malloc_trim(0);
    }

    const int MostArenas = -8, MapThreshold = -3; // M_ARENA_MAX and M_MMAP_THRESHOLD of malloc.h
    const int LargestOnHeap = 64 * 1024;

    [LibraryImport("libc")]
    private static partial int mallopt(int parameter, int value);

    [LibraryImport("libc")]
    private static partial int malloc_trim(nuint kept);
}
