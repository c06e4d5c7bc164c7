using System.Collections.Immutable;
using static Wattd.Metrics.MetricFamilyType;

namespace Wattd.Metrics.Self;

/// <summary>The metric families of wattd's own process, under the names that every Prometheus client library uses.</summary>
static class ProcessFamilies
{
    public static readonly MetricFamily CpuTime = new(
        "process_cpu_seconds_total", Counter, "User and system CPU time of wattd, in seconds; from /proc/self/stat.");

    public static readonly MetricFamily ResidentMemory = new(
        "process_resident_memory_bytes", Gauge, "Resident memory of wattd, in bytes; from /proc/self/stat.");

    public static readonly MetricFamily VirtualMemory = new(
        "process_virtual_memory_bytes", Gauge, "Virtual memory of wattd, in bytes; from /proc/self/stat.");

    public static readonly MetricFamily OpenFiles = new(
        "process_open_fds", Gauge, "Open file descriptors of wattd; from /proc/self/fd.");

    public static readonly MetricFamily Threads = new(
        "process_threads", Gauge, "Threads of wattd; from /proc/self/stat.");

    public static readonly MetricFamily StartTime = new(
        "process_start_time_seconds", Gauge,
        "When wattd started, in seconds since the Unix epoch; from /proc/self/stat and the boot time in /proc/stat.");

    public static readonly ImmutableArray<MetricFamily> All =
        [CpuTime, ResidentMemory, VirtualMemory, OpenFiles, Threads, StartTime];
}
