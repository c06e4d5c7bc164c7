using System.Buffers.Text;

namespace Wattd.Collectors.Encodes.Cgroups;

/// <summary>
/// The processor time of the whole machine: <c>cpu.stat</c> of the root cgroup (Linux 5.8), less the time that the host of a
/// virtual machine took from it (steal), which the root includes and no other cgroup has. Without that file, and where the tree
/// is that of a cgroup namespace, /proc/stat: there the root is only the part of the machine that the container is in.
/// </summary>
/// <param name="tree">The hierarchy.</param>
/// <param name="procfs">Where procfs is mounted.</param>
sealed class ProcessorTime(CgroupTree tree, string procfs) : IDisposable
{
    // USER_HZ is 100 on every architecture that .NET supports: /proc/stat counts in 10 ms.
    const ulong MicrosecondsPerTick = 10_000;
    const int User = 0, Nice = 1, System = 2, Interrupt = 5, SoftInterrupt = 6, Steal = 7, Columns = 8;

    // Only a virtual machine has steal. Without it, /proc/stat is read once in so many times: for that, the kernel counts every
    // interrupt of every processor.
    const int ReadsWithoutSteal = 60;

    CpuStatFile? _root = Open(tree);
    // Kept for a read that fails: without it, all of it would be use of that tick.
    ulong _steal;
    int _reads;

    /// <summary>The time so far, in microseconds; null if unknown.</summary>
    public ulong? Read()
    {
        Span<ulong> ticks = stackalloc ulong[Columns];
        if ((_root ??= Open(tree))?.Read() is { } root)
        {
            if ((_steal > 0 || _reads++ % ReadsWithoutSteal == 0) && ReadTicks(ticks))
                _steal = Math.Max(_steal, ticks[Steal] * MicrosecondsPerTick);
            return root - Math.Min(root, _steal);
        }
        return ReadTicks(ticks)
            ? (ticks[User] + ticks[Nice] + ticks[System] + ticks[Interrupt] + ticks[SoftInterrupt]) * MicrosecondsPerTick
            : null;
    }

    public void Dispose() => _root?.Dispose();

    // Only the root of the machine has no cgroup.events (admin-guide/cgroup-v2 of the kernel).
    static CpuStatFile? Open(CgroupTree tree) => File.Exists(tree.FileIn("", "cgroup.events")) ? null : CpuStatFile.Open(tree.Folder(""));

    /// <summary>The first line: <c>cpu</c>, then user, nice, system, idle, iowait, irq, softirq and steal (proc_stat(5)).</summary>
    bool ReadTicks(Span<ulong> ticks)
    {
        Span<byte> buffer = stackalloc byte[512];
        var line = CgroupTree.ReadStart(Path.Combine(procfs, "stat"), buffer);
        var end = line.IndexOf((byte)'\n');
        if (end < 0 || !line.StartsWith("cpu "u8))
            return false;
        line = line[4..end];
        for (var i = 0; i < Columns; i++)
        {
            line = line.TrimStart((byte)' ');
            if (!Utf8Parser.TryParse(line, out ticks[i], out var length))
                return false;
            line = line[length..];
        }
        return true;
    }
}
