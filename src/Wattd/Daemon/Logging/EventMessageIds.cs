using System.Collections.Frozen;
using Serilog.Events;

namespace Wattd.Daemon.Logging;

/// <summary>
/// The <c>MESSAGE_ID</c> of each event that an operator acts on, by the <c>EventName</c> of its LoggerMessage method.
/// <c>systemd/wattd.catalog</c> has a text for each. An id never changes: people select and alert by it.
/// </summary>
static class EventMessageIds
{
    /// <summary>Ids by event name.</summary>
    public static readonly FrozenDictionary<string, Guid> All = new Dictionary<string, Guid>
    {
        ["Started"] = Guid.ParseExact("799e49a7b35e48db884d1fa6ea242a2f", "N"),
        ["Stopping"] = Guid.ParseExact("47dd0d623eea4a7a8faff5a0fdc7a77b", "N"),
        ["CannotStart"] = Guid.ParseExact("f0947d5ccd6b42b7bb8f1b7dbb82dd2a", "N"),
        ["ConfigurationInvalid"] = Guid.ParseExact("3e50de3b0f674b0fadf13c3242b037d9", "N"),
        ["PowercapMissing"] = Guid.ParseExact("7b2df38fdf1d4f37a02ba9cf46e8df06", "N"),
        ["PowercapUnreadable"] = Guid.ParseExact("17a90d54bccd41029707be440986ce7e", "N"),
        ["NvmlUnavailable"] = Guid.ParseExact("a732c0fe5eff441eab452534f2ac9d69", "N"),
        ["GpuSourceUnavailable"] = Guid.ParseExact("06bfd366042b42fba4a331aafe86ca27", "N"),
        ["GpuLost"] = Guid.ParseExact("005bf549682943b4a2256572b4171e67", "N"),
        ["GpuXid"] = Guid.ParseExact("c649409f763246028900d3ba99362f70", "N"),
        ["GpuReleased"] = Guid.ParseExact("2190522cbd7c428dafbdabda75a153ef", "N"),
        ["GpuResumed"] = Guid.ParseExact("f8ec6ddc7dd54e38b1ee28c0f49f1bfd", "N"),
        ["EncodeEnded"] = Guid.ParseExact("1c1fb61520a645d899e3ff01ff05aa83", "N"),
        ["CollectorStalled"] = Guid.ParseExact("e50213c99e69411ca9a6da0443bbdc61", "N"),
        ["SamplerFaulted"] = Guid.ParseExact("f0e220f9ef1f4f3082c15f4e83c28472", "N"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The id of an event; null for one that has none.</summary>
    public static Guid? Of(LogEvent logEvent) =>
        EventName(logEvent) is { } name && All.TryGetValue(name, out var id) ? id : null;

    /// <summary>Serilog.Extensions.Logging gives an event with an id the property <c>EventId { Id, Name }</c>.</summary>
    static string? EventName(LogEvent logEvent)
    {
        if (logEvent.Properties.GetValueOrDefault("EventId") is not StructureValue eventId)
            return null;

        foreach (var property in eventId.Properties)
        {
            if (property is { Name: "Name", Value: ScalarValue { Value: string name } })
                return name;
        }
        return null;
    }
}
