using Microsoft.Extensions.Logging;
using Wattd.Sampling;

namespace Wattd.Gpu.Nvml;

/// <summary>
/// Asks the driver in process, through <c>libnvidia-ml.so.1</c>. A failure of the whole ends the session; the next read
/// opens another, from the library that the disk holds by then.
/// </summary>
sealed class NvmlSource(GpuOptions options, TimeProvider time, ILogger<NvmlSource> logger) : IGpuSource
{
    readonly KnownGpus _known = new();
    NvmlSession? _session;

    /// <inheritdoc/>
    public string Name => "nvml";

    /// <inheritdoc/>
    public TimeSpan DefaultInterval => TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public GpuInventory Read(GpuReadings readings)
    {
        if (_session is { IsOutdated: true })
            Dispose();
        try
        {
            return (_session ??= new NvmlSession(options, _known, time, logger)).Read(readings);
        }
        catch (SourceException)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Lets go of the driver. Called by the thread that reads: NVML may be in a call otherwise.</summary>
    public void Dispose()
    {
        _session?.Dispose();
        _session = null;
    }
}
