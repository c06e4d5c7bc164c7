namespace Wattd.Collectors.Cpu;

/// <summary>Options of the CPU collector.</summary>
sealed record CpuOptions : CollectorOptions
{
    /// <summary><c>cpu.port</c> is 9500 by default.</summary>
    public CpuOptions() => Port = 9500;

    /// <summary><c>cpu.interval</c>: interval of the counter reads, 10 ms to 10 s. The default is 100 ms.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// <c>cpu.window</c>: averaging window of the watt gauges, at least the interval, at most 60 s. The default is 1 s.
    /// </summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A sample older than this is not served: three intervals, at least 5 s.</summary>
    public TimeSpan SampleLifetime => TimeSpan.FromTicks(Math.Max(3 * Interval.Ticks, TimeSpan.TicksPerSecond * 5));
}
