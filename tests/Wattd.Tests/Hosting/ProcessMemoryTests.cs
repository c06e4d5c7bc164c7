using Wattd.Hosting;

namespace Wattd.Tests.Hosting;

public sealed class ProcessMemoryTests
{
    [Fact]
    public void OnlyMappingsOfFilesThatNobodyWroteAreLetGo() =>
        Assert.Equal(
            [((nuint)0x1000, (nuint)0x5000), ((nuint)0x6000, (nuint)0x9000)],
            ProcessMemory.UnwrittenMappings(
            [
                "00001000-00005000 r-xp 00014000 fe:00 11657495                   /usr/bin/wattd",
                "Rss:                4524 kB",
                "Anonymous:             0 kB",
                "VmFlags: rd ex mr mw me",
                "00005000-00006000 r--p 0082c000 fe:00 11657495                   /usr/bin/wattd",
                "Rss:                   4 kB",
                "Anonymous:             4 kB",
                "00006000-00009000 r--p 0082d000 fe:00 11657495                   /a path with spaces",
                "Anonymous:             0 kB",
                "0000a000-0000b000 rw-p 00a10000 fe:00 11657495                   /usr/bin/wattd",
                "Anonymous:             0 kB",
                "0000b000-0000c000 r--p 00000000 00:00 0",
                "Anonymous:             0 kB",
                "0000d000-0000e000 r-xp 00000000 00:00 0                          [vdso]",
                "Anonymous:             0 kB",
            ]));

    [Fact]
    public void WhatIsNoMappingIsPassedOver() =>
        Assert.Empty(ProcessMemory.UnwrittenMappings(["", "Anonymous: 0 kB", "x-y r--p 0 fe:00 1 /z", "1-2", "Anonymous: 0 kB"]));
}
