using System.Text.Json;
using Wattd.Collectors.Sampling;

namespace Wattd.Readings;

/// <summary>A collector's readings for the status page and its JSON.</summary>
interface ICollectorView
{
    /// <summary>The state of the collector.</summary>
    CollectorStatus Status { get; }

    /// <summary>The configured port of its metrics; null where it has no port of its own.</summary>
    int? Port { get; }

    /// <summary>The newest readings; no rows where the last sample is too old to be served.</summary>
    ReadingsTable Table();

    /// <summary>What is wrong with its devices, from the newest sample. Asked only while the collector is up.</summary>
    IEnumerable<Problem> Problems();

    /// <summary>Writes the properties of the newest readings, with the requested history of each item.</summary>
    void Write(Utf8JsonWriter json, HistorySpan past);
}
