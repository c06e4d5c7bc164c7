using Microsoft.Extensions.Logging;
using Wattd.Collectors.Gpu.Processes;
using Wattd.Collectors.Gpu.Xids;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Gpu.Nvml;

/// <summary>
/// Queries the driver in process, through <c>libnvidia-ml.so.1</c>. A failure of the library or driver ends the
/// session; the next read opens another, from the library that is then on disk.
/// </summary>
/// <param name="options">The GPU settings.</param>
/// <param name="time">The monotonic clock.</param>
/// <param name="logger">Where changes of state are logged.</param>
/// <param name="processes">Whether to read the processes; null for what the settings say.</param>
/// <param name="xids">Where XIDs are counted; null if nobody asks for them.</param>
/// <param name="kept">What the sources before it have kept of the GPUs; null if there was none.</param>
sealed class NvmlSource(
    GpuOptions options, TimeProvider time, ILogger logger, GpuProcessDemand? processes = null, GpuXids? xids = null,
    NvmlKept? kept = null) : IGpuSource
{
    readonly GpuProcessDemand _processes = processes ?? new GpuProcessDemand(options.Processes);
    readonly NvmlKept _kept = kept ?? new NvmlKept();
    volatile NvmlSession? _session;

    /// <inheritdoc/>
    public string Name => "nvml";

    /// <inheritdoc/>
    public TimeSpan DefaultInterval => options.NvmlInterval;

    /// <inheritdoc/>
    public bool HasToOpen => _session is not { IsOutdated: false } session || (_kept.Left is { HasEnded: true } && session.XidWatch is null);

    /// <inheritdoc/>
    public bool HasHungCall => _kept.Left is { HasEnded: false } || _session?.XidWatch is { IsHung: true };

    /// <inheritdoc/>
    /// <remarks>While a call for XIDs of an earlier session hangs, a new one does not ask for them: it would hang as well.</remarks>
    public void Open()
    {
        Dispose();
        if (_kept.Left is { HasEnded: true })
            _kept.Left = null;
        _session = new NvmlSession(options, _kept, _processes, time, logger, _kept.Left is null ? xids : null);
    }

    /// <inheritdoc/>
    public GpuInventory Read(GpuReadings readings)
    {
        if (HasToOpen)
            Open();
        try
        {
            return _session!.Read(readings);
        }
        catch (SourceException)
        {
            Dispose();
            // The next session is one with a driver that was loaded again, or with GPUs that were reset.
            xids?.NoteDown();
            throw;
        }
    }

    /// <summary>Releases the driver. Called by the thread that reads: otherwise NVML may be in a call.</summary>
    public void Dispose()
    {
        if (_session is not { } session)
            return;
        session.Dispose();
        if (session.XidWatch is { HasEnded: false } hung)
            _kept.Left = hung;
        _session = null;
    }
}
