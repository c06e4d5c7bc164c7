using Wattd.Sampling;

namespace Wattd.Cpu;

/// <summary>Settings of the CPU collector; Configuration binds and checks them.</summary>
sealed record CpuOptions
{
    /// <summary><c>cpu</c>. The default is <see cref="CollectorMode.Auto"/>.</summary>
    public CollectorMode Mode { get; init; } = CollectorMode.Auto;

    /// <summary><c>cpu.port</c>: TCP port of the CPU endpoint, 1 to 65535. The default is 9500.</summary>
    public int Port { get; init; } = 9500;

    /// <summary><c>cpu.interval</c>: grid of the counter reads, 10 ms to 10 s. The default is 100 ms.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary><c>cpu.window</c>: span over which a watt gauge is averaged, at least the interval, at most 60 s. The default is 1 s.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary><c>discovery.interval</c>: how often to look for zones that came or went. The default is 30 s.</summary>
    public TimeSpan DiscoveryInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary><c>path.sysfs</c>. The default is <c>/sys</c>.</summary>
    public string SysfsPath { get; init; } = "/sys";

    /// <summary><c>path.procfs</c>. The default is <c>/proc</c>.</summary>
    public string ProcfsPath { get; init; } = "/proc";

    /// <summary>A sample older than this is no longer served: three intervals, at least 5 s.</summary>
    public TimeSpan SampleLifetime => TimeSpan.FromTicks(Math.Max(3 * Interval.Ticks, TimeSpan.TicksPerSecond * 5));
}
