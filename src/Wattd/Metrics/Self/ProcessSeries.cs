using Microsoft.Win32.SafeHandles;
using Prometheus;

namespace Wattd.Metrics.Self;

/// <summary>
/// The resource use of wattd, as metric series. Read from procfs as a page is rendered; what cannot be read is absent.
/// </summary>
sealed class ProcessSeries : ISeries
{
    readonly Counter.Child _cpuTime;
    readonly Gauge.Child _residentMemory, _virtualMemory, _openFiles, _threads, _startTime;
    readonly SafeFileHandle? _stat;
    readonly OpenFileCount _files;
    readonly long? _bootTime;
    readonly byte[] _line = new byte[1024];

    /// <param name="metrics">The registry of the page that shows them.</param>
    /// <param name="procfsPath"><c>path.procfs</c>.</param>
    public ProcessSeries(IMetricFactory metrics, string procfsPath)
    {
        _cpuTime = ProcessFamilies.CpuTime.Counter(metrics).WithLabels();
        _residentMemory = ProcessFamilies.ResidentMemory.Gauge(metrics).WithLabels();
        _virtualMemory = ProcessFamilies.VirtualMemory.Gauge(metrics).WithLabels();
        _openFiles = ProcessFamilies.OpenFiles.Gauge(metrics).WithLabels();
        _threads = ProcessFamilies.Threads.Gauge(metrics).WithLabels();
        _startTime = ProcessFamilies.StartTime.Gauge(metrics).WithLabels();
        _stat = Open(Path.Combine(procfsPath, "self", "stat"));
        _files = new OpenFileCount(Path.Combine(procfsPath, "self", "fd"));
        // Read once: the kernel computes it from the wall clock, so it changes when the clock is set.
        _bootTime = ReadBootTime(Path.Combine(procfsPath, "stat"));
    }

    /// <inheritdoc/>
    public void Update()
    {
        var stat = ReadStat();
        _cpuTime.Show(stat?.CpuTicks / ProcessStat.TicksPerSecond);
        _residentMemory.Show(stat?.ResidentPages * Environment.SystemPageSize);
        _virtualMemory.Show(stat?.VirtualBytes);
        _threads.Show(stat?.Threads);
        _startTime.Show(_bootTime + stat?.StartTicks / ProcessStat.TicksPerSecond);
        _openFiles.Show(_files.Read());
    }

    /// <summary>Opened once: procfs generates it again for each read from its start.</summary>
    static SafeFileHandle? Open(string path)
    {
        try
        {
            return File.OpenHandle(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    ProcessStat? ReadStat()
    {
        try
        {
            return _stat is null ? null : ProcessStat.Parse(_line.AsSpan(0, RandomAccess.Read(_stat, _line, 0)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    static long? ReadBootTime(string path)
    {
        try
        {
            return ProcessStat.BootTime(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
