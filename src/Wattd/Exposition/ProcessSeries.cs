using System.IO.Enumeration;
using Prometheus;

namespace Wattd.Exposition;

/// <summary>What wattd itself costs, as metric series. Read from procfs as a page is rendered; what cannot be read is absent.</summary>
sealed class ProcessSeries : ISeries
{
    readonly Counter.Child _cpuTime;
    readonly Gauge.Child _residentMemory, _virtualMemory, _openFiles, _threads, _startTime;
    readonly string _statPath, _filesPath;
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
        _statPath = Path.Combine(procfsPath, "self", "stat");
        _filesPath = Path.Combine(procfsPath, "self", "fd");
        // Read once: the kernel works it out from the wall clock, so it moves when that is set.
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
        _openFiles.Show(CountOpenFiles());
    }

    ProcessStat? ReadStat()
    {
        try
        {
            using var file = File.OpenHandle(_statPath);
            return ProcessStat.Parse(_line.AsSpan(0, RandomAccess.Read(file, _line, 0)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Counts without making a name of each; one is the folder's own.</summary>
    int? CountOpenFiles()
    {
        try
        {
            var count = -1;
            foreach (var _ in new FileSystemEnumerable<byte>(_filesPath, static (ref _) => 0))
                count++;
            return Math.Max(count, 0);
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
