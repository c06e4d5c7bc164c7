using System.Runtime.InteropServices;

namespace Wattd.Daemon;

/// <summary>Limits the native heap and returns memory that only the start needed. The managed heap has its limits in Wattd.csproj.</summary>
static partial class ProcessMemory
{
    /// <summary>
    /// Uses one heap for all threads, and returns freed large blocks to the kernel. Call before other
    /// threads are started.
    /// </summary>
    public static void BoundNativeHeap()
    {
        _ = mallopt(MostArenas, 1);
        _ = mallopt(MapThreshold, LargestOnHeap);
    }

    /// <summary>Collects garbage once and returns free memory to the kernel. Stops every thread for milliseconds, so only at the start.</summary>
    public static void ReturnWhatTheStartNeeded()
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
