using Microsoft.Extensions.Logging;

namespace Wattd.Collectors.Gpu.Xids;

/// <summary>The log message of an XID.</summary>
static partial class XidLog
{
    /// <param name="logger">The log.</param>
    /// <param name="level">Error for a critical one.</param>
    /// <param name="busId">The GPU.</param>
    /// <param name="name">Its product name.</param>
    /// <param name="uuid">Its UUID.</param>
    /// <param name="xid">The number.</param>
    /// <param name="count">How often it has reported this number since the daemon started.</param>
    /// <param name="meaning">What it means.</param>
    /// <param name="cure">What to do.</param>
    [LoggerMessage(EventId = 230, Message = "GPU {BusId} ({Name}, {Uuid}) reports XID {Xid}, {Count} since wattd started: {Meaning}; {Cure}", EventName = "GpuXid")]
    public static partial void Xid(
        this ILogger logger, LogLevel level, string busId, string name, string uuid, int xid, long count, string meaning, string cure);
}
