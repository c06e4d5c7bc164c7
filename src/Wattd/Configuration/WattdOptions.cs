using Wattd.Cpu;
using Wattd.Exposition;
using Wattd.Gpu;
using Wattd.Hosting;

namespace Wattd.Configuration;

/// <summary>Every setting of the daemon, bound and checked.</summary>
sealed record WattdOptions
{
    public CpuOptions Cpu { get; init; } = new();
    public GpuOptions Gpu { get; init; } = new();
    public WebOptions Web { get; init; } = new();
    public LogOptions Log { get; init; } = new();

    /// <summary><c>simulate</c>: serve a synthetic encode node. The default is off.</summary>
    public bool Simulate { get; init; }
}
