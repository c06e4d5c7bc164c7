using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Prometheus;

namespace Wattd.Metrics;

/// <summary>
/// One page of metrics, rendered once for each new sample and served as the same bytes to all clients. Safe to use from
/// any thread; a page that is already rendered is returned without allocation.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A MemoryStream holds nothing but memory.")]
sealed class MetricsPage
{
    /// <summary>
    /// A rendered page is renewed after this time even without a new sample, so that the ages on it stay correct.
    /// </summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);

    readonly CollectorRegistry _registry;
    readonly IReadOnlyList<ISeries> _series;
    readonly Func<long> _version;
    readonly TimeProvider _time;
    readonly bool _simulated;
    readonly PageCompressor _compressor;

    readonly Lock _rendering = new();
    // A client may still be reading an old rendering, so these arrays are never written again; the buffers below are.
    readonly byte[]?[] _rendered = new byte[]?[4];
    bool _hasUpdated;
    long _updatedVersion, _updatedAt;

    readonly MemoryStream _raw = new();
    readonly ArrayBufferWriter<byte> _ordered = new();
    PageFormat? _orderedFormat;
    readonly PageOrder _order = new();
    readonly ICreatedTimes? _created;

    /// <param name="registry">The registry of the series; only this page renders it.</param>
    /// <param name="series">The series that are updated before the page is rendered.</param>
    /// <param name="version">Changes with every new sample of the collectors on the page.</param>
    /// <param name="time">The monotonic clock.</param>
    /// <param name="simulated">Whether the page marks its readings as simulated.</param>
    /// <param name="compressor">Compresses the page for clients that accept it; pages can share it.</param>
    public MetricsPage(
        CollectorRegistry registry, IReadOnlyList<ISeries> series, Func<long> version, TimeProvider time, bool simulated,
        PageCompressor compressor)
    {
        _registry = registry;
        _series = series;
        _created = series.OfType<ICreatedTimes>().SingleOrDefault();
        _version = version;
        _time = time;
        _simulated = simulated;
        _compressor = compressor;
    }

    /// <summary>The page as of the newest sample.</summary>
    public ReadOnlyMemory<byte> Get(PageFormat format, bool gzip)
    {
        lock (_rendering)
        {
            if (!IsCurrent)
                Update();
            return Rendered(format, gzip);
        }
    }

    bool IsCurrent => _hasUpdated && _version() == _updatedVersion && _time.GetElapsedTime(_updatedAt) < MaxAge;

    void Update()
    {
        _hasUpdated = false;
        _orderedFormat = null;
        Array.Clear(_rendered);
        // Read before the samples: one that arrives in the meantime may be rendered twice, but is never missed.
        (_updatedVersion, _updatedAt) = (_version(), _time.GetTimestamp());
        foreach (var series in _series)
            series.Update();
        _hasUpdated = true;
    }

    byte[] Rendered(PageFormat format, bool gzip)
    {
        ref var page = ref _rendered[(int)format * 2 + (gzip ? 1 : 0)];
        if (page is not null)
            return page;
        if (_orderedFormat != format)
            Render(format);
        return page = gzip ? _compressor.Compress(_ordered.WrittenSpan) : _ordered.WrittenSpan.ToArray();
    }

    /// <summary>Renders into the buffer; a page that is only requested compressed never leaves it.</summary>
    void Render(PageFormat format)
    {
        _orderedFormat = null;
        _raw.SetLength(0);
        // Completes synchronously: the stream is in memory, and there are no callbacks.
        _registry.CollectAndExportAsTextAsync(
            _raw, format == PageFormat.OpenMetrics ? ExpositionFormat.OpenMetricsText : ExpositionFormat.PrometheusText)
            .GetAwaiter().GetResult();

        _ordered.ResetWrittenCount();
        // OpenMetrics allows no comment: there only wattd_simulated shows it.
        if (_simulated && format == PageFormat.Text)
            _ordered.Write("# SIMULATED: every reading on this page is simulated, because the setting simulate is on.\n"u8);
        _order.Write(_raw.GetBuffer(), (int)_raw.Length, _ordered, format == PageFormat.OpenMetrics ? _created : null);
        _orderedFormat = format;
    }
}
