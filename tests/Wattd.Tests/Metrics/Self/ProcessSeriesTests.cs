using Wattd.Metrics.Self;
using Wattd.Tests.Support;

namespace Wattd.Tests.Metrics.Self;

public sealed class ProcessSeriesTests
{
    readonly MadeUpNode _node = new();

    [Fact]
    public void ThisProcessIsMeasured()
    {
        var page = _node.Page(procfs: "/proc");
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        Assert.InRange(page.Value("process_cpu_seconds_total")!.Value, 0.01, self.TotalProcessorTime.TotalSeconds + 1);
        Assert.InRange(page.Value("process_resident_memory_bytes")!.Value, 1e6, 1e11);
        Assert.InRange(page.Value("process_virtual_memory_bytes")!.Value, page.Value("process_resident_memory_bytes")!.Value, 1e15);
        Assert.InRange(page.Value("process_open_fds")!.Value, 3, 1e6);
        Assert.InRange(page.Value("process_threads")!.Value, 2, 1e5);
        var startTime = new DateTimeOffset(self.StartTime).ToUnixTimeMilliseconds() / 1000.0;
        Assert.Equal(startTime, page.Value("process_start_time_seconds")!.Value, 2.0);
    }

    [Fact]
    public void WhatCannotBeReadIsAbsent()
    {
        using var folder = new TemporaryFolder();
        Assert.Empty(_node.Page(procfs: folder.Path).Lines("process_"));
    }

    [Fact]
    public void WhereTheFolderSizeIsNotTheCountTheOpenFilesAreListed()
    {
        using var folder = new TemporaryFolder();
        var planted = new OpenFileCount(folder.Path);
        File.WriteAllText(folder.File("0"), "");
        File.WriteAllText(folder.File("1"), "");
        File.WriteAllText(folder.File("2"), "");
        Assert.Equal(2, planted.Read()); // one less, for the listing's own descriptor
        Assert.Null(new OpenFileCount(folder.File("missing")).Read());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1 (wattd)")]
    [InlineData("1 (wattd) S 1 2 3")]
    [InlineData("1 (wattd) S a b c d e f g h i j k l m n o p q r s t u v w x y z")]
    public void AnInvalidStatLineIsAbsent(string line) =>
        Assert.Null(ProcessStat.Parse(System.Text.Encoding.ASCII.GetBytes(line)));

    [Fact]
    public void ANameWithBracketsAndSpacesShiftsNoField() =>
        Assert.Equal(
            new ProcessStat(CpuTicks: 18, Threads: 5, StartTicks: 77, VirtualBytes: 1000, ResidentPages: 3),
            ProcessStat.Parse("1 (a b) c) (d) S 1 1 1 0 -1 0 0 0 0 0 7 11 0 0 20 -5 5 0 77 1000 3 0 0"u8));

    [Fact]
    public void WithoutABootTimeThereIsNone()
    {
        Assert.Null(ProcessStat.BootTime("cpu 1\nbtime x\n"u8));
        Assert.Null(ProcessStat.BootTime(""u8));
        Assert.Equal(12, ProcessStat.BootTime("btime 12"u8));
    }
}
