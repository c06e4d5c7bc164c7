using System.Buffers;
using System.Text.Json;
using Wattd.Collectors.Sampling;
using Wattd.Metrics.Self;

namespace Wattd.Readings;

/// <summary>
/// The newest readings of the whole node as JSON, with as much of the last ten minutes as is asked for. Rendered at most
/// twice a second, however many ask. Safe to use from any thread.
/// </summary>
/// <param name="build">The binary.</param>
/// <param name="simulated">Whether the readings are made up.</param>
/// <param name="collectors">Every collector that runs.</param>
/// <param name="clock">Numbers the seconds.</param>
/// <param name="time">The monotonic clock.</param>
sealed class ReadingsDocument(
    BuildInfo build, bool simulated, IReadOnlyList<ICollectorView> collectors, SecondClock clock, TimeProvider time)
{
    /// <summary>A rendered document is served for so long.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromMilliseconds(500);

    // Whoever asks for more than the last few seconds gets all: so there is a bound to what can be asked for.
    const int MostNewSeconds = 10;
    const int Without = MostNewSeconds + 1, Whole = MostNewSeconds + 2;

    readonly Lock _rendering = new();
    readonly byte[]?[] _rendered = new byte[]?[MostNewSeconds + 3];
    readonly ArrayBufferWriter<byte> _buffer = new();
    long _last, _renderedAt;
    bool _hasRendered;

    /// <summary>The document.</summary>
    /// <param name="since">
    /// The last second that the client has: it gets those after it, or all where it lacks many; null for no past.
    /// </param>
    public ReadOnlyMemory<byte> Get(long? since)
    {
        lock (_rendering)
        {
            if (!_hasRendered || time.GetElapsedTime(_renderedAt) >= MaxAge)
            {
                Array.Clear(_rendered);
                // A second is given out when it is over: then it will not change any more.
                (_last, _renderedAt, _hasRendered) = (clock.Now - 1, time.GetTimestamp(), true);
            }
            var which = since is null ? Without : _last - since is >= 0 and <= MostNewSeconds and var news ? (int)news : Whole;
            return _rendered[which] ??= Render(new HistorySpan(_last, which switch
            {
                Without => null,
                Whole => HistoryLength.Seconds,
                _ => which,
            }));
        }
    }

    byte[] Render(HistorySpan past)
    {
        _buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_buffer))
        {
            json.WriteStartObject();
            json.WriteString("version", build.Version);
            json.WriteBoolean("simulated", simulated);
            json.WriteNumber("second", past.Last);
            foreach (var collector in collectors)
            {
                json.WriteStartObject(collector.Status.Name);
                CollectorJson.Write(json, collector.Status, collector.Port);
                collector.Write(json, past);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        return _buffer.WrittenSpan.ToArray();
    }
}
