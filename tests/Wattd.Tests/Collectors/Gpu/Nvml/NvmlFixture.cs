using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Wattd.Collectors.Gpu;
using Wattd.Collectors.Gpu.Nvml;
using Wattd.Collectors.Gpu.Processes;
using Wattd.Collectors.Sampling;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Gpu.Nvml;

/// <summary>The NVML source over a stub library, on a clock that only the test advances.</summary>
sealed class NvmlFixture : IDisposable
{
    readonly NvmlSource _source;

    public NvmlFixture(int gpus = 1, params ReadOnlySpan<NvmlFunction> without)
    {
        Stub = new NvmlStub(gpus, without);
        Options = new GpuOptions { NvmlLibrary = Stub.Library, ProcfsPath = Stub.Procfs };
        _source = new NvmlSource(Options, Time, NullLogger.Instance, Demand);
    }

    public NvmlStub Stub { get; }

    public GpuOptions Options { get; }

    /// <summary>Whether it reads the processes; not by default.</summary>
    public GpuProcessDemand Demand { get; } = new(isServed: false);

    public FakeTimeProvider Time { get; } = new();

    public GpuReadings Readings { get; } = new();

    public GpuInventory Read() => _source.Read(Readings);

    /// <summary>The reading of a machine with one GPU.</summary>
    public GpuReading ReadOne()
    {
        Read();
        return Assert.Single(Readings.Span.ToArray());
    }

    public SourceException Fail() => Assert.Throws<SourceException>(() => { Read(); });

    public void LetPass(double seconds) => Time.Advance(TimeSpan.FromSeconds(seconds));

    public void Dispose()
    {
        _source.Dispose();
        Stub.Dispose();
    }
}
