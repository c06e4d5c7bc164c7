using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Wattd.Hosting;

/// <summary>Keeps small what the kernel counts as this process's memory, beside the managed heap (its limits are in Wattd.csproj).</summary>
static unsafe partial class ProcessMemory
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
        _ = dl_iterate_phdr(&ReleaseUnwritable, 0);
    }

    /// <summary>Segments that were never writable: relocations are in others (elf(5)), so nothing is lost.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int ReleaseUnwritable(LoadedObject* loaded, nuint size, nint data)
    {
        var pageMask = (nuint)Environment.SystemPageSize - 1;
        for (var i = 0; i < loaded->Count; i++)
        {
            ref var header = ref loaded->Headers[i];
            if (header.Type != Load || (header.Flags & Writable) != 0)
                continue;
            var start = (loaded->Address + header.Address) & ~pageMask;
            var end = (loaded->Address + header.Address + header.MemorySize + pageMask) & ~pageMask;
            _ = madvise(start, end - start, DontNeed);
        }
        return 0;
    }

    const int MostArenas = -8, MapThreshold = -3; // M_ARENA_MAX and M_MMAP_THRESHOLD of malloc.h
    const int LargestOnHeap = 64 * 1024;
    const uint Load = 1, Writable = 2; // PT_LOAD and PF_W of elf.h
    const int DontNeed = 4; // MADV_DONTNEED of asm-generic/mman-common.h

    /// <summary>The part of struct dl_phdr_info that is used (dl_iterate_phdr(3)).</summary>
    [StructLayout(LayoutKind.Sequential)]
    struct LoadedObject
    {
        public nuint Address;
        public byte* Name;
        public ProgramHeader* Headers;
        public ushort Count;
    }

    /// <summary>Elf64_Phdr (elf(5)).</summary>
    [StructLayout(LayoutKind.Sequential)]
    struct ProgramHeader
    {
        public uint Type, Flags;
        public nuint Offset, Address, PhysicalAddress, FileSize, MemorySize, Alignment;
    }

    [LibraryImport("libc")]
    private static partial int dl_iterate_phdr(delegate* unmanaged[Cdecl]<LoadedObject*, nuint, nint, int> visit, nint data);

    [LibraryImport("libc")]
    private static partial int madvise(nuint start, nuint length, int advice);

    [LibraryImport("libc")]
    private static partial int mallopt(int parameter, int value);

    [LibraryImport("libc")]
    private static partial int malloc_trim(nuint kept);
}
