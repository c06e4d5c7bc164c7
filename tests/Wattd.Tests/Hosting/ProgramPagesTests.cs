using System.Runtime.InteropServices;
using Wattd.Hosting;
using Wattd.Tests.Support;

namespace Wattd.Tests.Hosting;

public sealed partial class ProgramPagesTests
{
    [Fact]
    public void OnlyPrivateMappingsOfFilesThatCannotBeWrittenAreLookedAt() =>
        Assert.Equal(
            [((nuint)0x1000, (nuint)0x5000), ((nuint)0x6000, (nuint)0x9000)],
            ProgramPages.ReadOnlyMappings(
            [
                "00001000-00005000 r-xp 00014000 fe:00 11657495                   /usr/bin/wattd",
                "00006000-00009000 r--p 0082d000 fe:00 11657495                   /a path with spaces",
                "0000a000-0000b000 rw-p 00a10000 fe:00 11657495                   /usr/bin/wattd",
                "0000b000-0000c000 r--p 00000000 00:00 0",
                "0000d000-0000e000 r-xp 00000000 00:00 0                          [vdso]",
                "0000f000-00010000 r--s 00000000 00:06 437                        /dev/nvidiactl",
            ]));

    [Fact]
    public void WhatIsNoMappingIsPassedOver() =>
        Assert.Empty(ProgramPages.ReadOnlyMappings(["", "x-y r--p 0 fe:00 1 /z", "1-2", "1 r--p 0 fe:00 1 /z"]));

    [Theory]
    [InlineData(0x8000_0000_0000_0000, true)] // present, of no file
    [InlineData(0xA000_0000_0000_0000, false)] // present, of a file
    [InlineData(0x4000_0000_0000_0000, true)] // swapped out
    [InlineData(0x0000_0000_0000_0000, false)] // not there
    public void APageIsWrittenWhereTheProcessHasItForItself(ulong entry, bool expected) =>
        Assert.Equal(expected, ProgramPages.IsWritten(entry));

    [Fact]
    public void WhatWasWrittenBeforeTheMappingBecameReadOnlyStays()
    {
        using var folder = new TemporaryFolder();
        var page = Environment.SystemPageSize;
        var path = folder.File("program");
        File.WriteAllText(path, new string('f', 3 * page));
        using var file = File.OpenHandle(path);
        var mapping = mmap(0, (nuint)(3 * page), Read | Write, Private, (int)file.DangerousGetHandle(), 0);
        Marshal.WriteByte(mapping, page, (byte)'w');
        Assert.Equal(0, mprotect(mapping, (nuint)(3 * page), Read));
        try
        {
            Assert.Equal("fwf", FirstOfEachPage(mapping, page));
            ProgramPages.Release();
            Assert.Equal([false, true, false], PagesThere(mapping, page));
            Assert.Equal("fwf", FirstOfEachPage(mapping, page));
        }
        finally
        {
            _ = munmap(mapping, (nuint)(3 * page));
        }
    }

    static string FirstOfEachPage(nint mapping, int page) =>
        string.Concat(Enumerable.Range(0, 3).Select(i => (char)Marshal.ReadByte(mapping, i * page)));

    static bool[] PagesThere(nint mapping, int page)
    {
        using var pagemap = File.OpenHandle("/proc/self/pagemap");
        var entries = new ulong[3];
        RandomAccess.Read(pagemap, MemoryMarshal.AsBytes(entries.AsSpan()), mapping / page * sizeof(ulong));
        return [.. entries.Select(entry => entry >> 63 != 0)];
    }

    const int Read = 1, Write = 2, Private = 2; // PROT_READ, PROT_WRITE, MAP_PRIVATE

    [LibraryImport("libc")]
    private static partial nint mmap(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc")]
    private static partial int mprotect(nint address, nuint length, int protection);

    [LibraryImport("libc")]
    private static partial int munmap(nint address, nuint length);
}
