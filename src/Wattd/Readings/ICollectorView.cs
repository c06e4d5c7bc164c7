using System.Text.Json;
using Wattd.Collectors.Sampling;

namespace Wattd.Readings;

/// <summary>A collector's readings for people: for the page, and for the JSON that the page is fed with.</summary>
interface ICollectorView
{
    /// <summary>How the collector fares.</summary>
    CollectorStatus Status { get; }

    /// <summary>The port that its metrics are set to be served on; null where it has none of its own.</summary>
    int? Port { get; }

    /// <summary>The newest readings; no rows where the last sample is too old to be served.</summary>
    ReadingsTable Table();

    /// <summary>Writes the properties of the newest readings, and with each item the past that is asked for.</summary>
    void Write(Utf8JsonWriter json, HistorySpan past);
}
