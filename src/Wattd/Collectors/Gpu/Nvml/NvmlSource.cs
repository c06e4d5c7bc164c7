using Microsoft.Extensions.Logging;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Gpu.Nvml;

/// <summary>
/// Asks the driver in process, through <c>libnvidia-ml.so.1</c>. A failure of the whole ends the session; the next read
/// opens another, from the library that the disk holds by then.
/// </summary>
sealed class NvmlSource(GpuOptions options, TimeProvider time, ILogger logger) : IGpuSource
{
    /// <summary>
    /// The longest pause between two sessions that look for a lost GPU. Each session initialises every GPU that nobody else
    /// uses, and a GPU that stays lost is not worth that for long.
    /// </summary>
    static readonly TimeSpan LongestPatience = TimeSpan.FromHours(1);

    readonly NvmlIdentities _known = new();
    NvmlSession? _session;
    TimeSpan _patience = options.DiscoveryInterval;

    /// <inheritdoc/>
    public string Name => "nvml";

    /// <inheritdoc/>
    public TimeSpan DefaultInterval => TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public bool HasToOpen => _session is not { IsOutdated: false } session || IsLostForLong(session);

    /// <inheritdoc/>
    public void Open()
    {
        if (_session is { } old)
        {
            if (IsLostForLong(old))
                _patience = 2 * _patience < LongestPatience ? 2 * _patience : LongestPatience;
            Dispose();
        }
        _session = new NvmlSession(options, _known, time, logger);
    }

    /// <inheritdoc/>
    public GpuInventory Read(GpuReadings readings)
    {
        if (HasToOpen)
            Open();
        try
        {
            var inventory = _session!.Read(readings);
            if (_session.LostSince is null)
                _patience = options.DiscoveryInterval;
            return inventory;
        }
        catch (SourceException)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>
    /// Whether a GPU has been lost for so long that a new session has to look for it: one that was taken out and put in
    /// again is known to a new session only.
    /// </summary>
    bool IsLostForLong(NvmlSession session) =>
        session.LostSince is { } since && time.GetElapsedTime(since) >= _patience;

    /// <summary>Releases the driver. Called by the thread that reads: NVML may be in a call otherwise.</summary>
    public void Dispose()
    {
        _session?.Dispose();
        _session = null;
    }
}
