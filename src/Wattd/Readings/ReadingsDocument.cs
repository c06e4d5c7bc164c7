using System.Buffers;
using System.Text.Json;
using Wattd.Collectors.Sampling;
using Wattd.Metrics;
using Wattd.Metrics.Self;

namespace Wattd.Readings;

/// <summary>
/// The newest readings of the whole node as JSON, with the requested part of the last ten minutes. Rendered at most
/// twice a second, for any number of clients. Safe to use from any thread.
/// </summary>
/// <param name="build">The binary.</param>
/// <param name="simulated">Whether the readings are simulated.</param>
/// <param name="collectors">Every collector that runs.</param>
/// <param name="clock">Numbers the seconds.</param>
/// <param name="time">The monotonic clock.</param>
/// <param name="compressor">Compresses it where a client takes that; other pages may use it too. The default is one of its own.</param>
sealed class ReadingsDocument(
    BuildInfo build, bool simulated, IReadOnlyList<ICollectorView> collectors, SecondClock clock, TimeProvider time,
    PageCompressor? compressor = null)
{
    /// <summary>How long a rendered document is served.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromMilliseconds(500);

    // A request for more than the last few seconds gets everything, which bounds the number of different documents.
    const int MostNewSeconds = 10;
    const int Without = MostNewSeconds + 1, Whole = MostNewSeconds + 2;

    readonly Lock _rendering = new();
    readonly byte[]?[] _plain = new byte[]?[MostNewSeconds + 3], _compressed = new byte[]?[MostNewSeconds + 3];
    readonly ArrayBufferWriter<byte> _buffer = new();
    readonly PageCompressor _compressor = compressor ?? new PageCompressor();
    readonly long _started = time.GetTimestamp();
    long _last, _renderedAt;
    bool _hasRendered;

    /// <summary>The name of this machine. The default is the one that the kernel gives.</summary>
    public string Host { get; init; } = Environment.MachineName;

    /// <summary>The document.</summary>
    /// <param name="since">
    /// The last second that the client has: it gets those after it, or all if it lacks many; null for no history.
    /// </param>
    /// <param name="gzip">Whether to compress it.</param>
    public ReadOnlyMemory<byte> Get(long? since, bool gzip = false)
    {
        lock (_rendering)
        {
            if (!_hasRendered || time.GetElapsedTime(_renderedAt) >= MaxAge)
            {
                Array.Clear(_plain);
                Array.Clear(_compressed);
                // Only completed seconds are served: they no longer change.
                (_last, _renderedAt, _hasRendered) = (clock.Now - 1, time.GetTimestamp(), true);
            }
            var which = since is null ? Without : _last - since is >= 0 and <= MostNewSeconds and var news ? (int)news : Whole;
            if (!gzip)
                return _plain[which] ??= Render(which).ToArray();
            return _compressed[which] ??= _compressor.Compress(_plain[which] ?? Render(which));
        }
    }

    /// <summary>Renders into the buffer, which a document that is only asked for compressed never leaves.</summary>
    ReadOnlySpan<byte> Render(int which)
    {
        var past = new HistorySpan(_last, which switch { Without => null, Whole => HistoryLength.Seconds, _ => which });
        _buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_buffer))
        {
            json.WriteStartObject();
            json.WriteString("version", build.Version);
            json.WriteString("host", Host);
            json.WriteBoolean("simulated", simulated);
            json.WriteNumber("uptime_seconds", (long)time.GetElapsedTime(_started).TotalSeconds);
            json.WriteNumber("second", past.Last);
            foreach (var collector in collectors)
            {
                json.WriteStartObject(collector.Status.Name);
                CollectorJson.Write(json, collector);
                collector.Write(json, past);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        return _buffer.WrittenSpan;
    }
}
