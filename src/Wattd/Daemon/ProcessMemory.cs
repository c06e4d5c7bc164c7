using System.Runtime.InteropServices;

namespace Wattd.Daemon;

/// <summary>Bounds the native heap and returns what only the start needed. The managed heap has its limits in Wattd.csproj.</summary>
static partial class ProcessMemory
{
    /// <summary>
    /// One heap for all threads instead of one each, and none that keeps the large blocks which the start takes and gives
    /// back. Before other threads are started.
    /// </summary>
    public static void BoundNativeHeap()
    {
        _ = mallopt(MostArenas, 1);
        _ = mallopt(MapThreshold, LargestOnHeap);
    }

    /// <summary>Collects once and returns free memory to the kernel. Stops every thread for milliseconds, so only at the start.</summary>
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
