using Microsoft.Extensions.Logging;

namespace Wattd.Collectors.Encodes;

/// <summary>The log messages of the encodes collector: changes of state only, and a record of each encode that has ended.</summary>
static partial class EncodesLog
{
    /// <summary>
    /// The record of an encode. Its figures are fields of the entry in the journal as well, as far as they are known:
    /// <see cref="EndedEncode.Fields"/>.
    /// </summary>
    public static void Ended(this ILogger logger, EndedEncode ended)
    {
        using (logger.BeginScope(ended.Fields()))
            logger.Ended(ended.Name, ended.DurationText, ended.Summary());
    }

    [LoggerMessage(400, LogLevel.Information, "Encode {WattdEncode} ended after {Duration}: {Summary}", EventName = "EncodeEnded")]
    private static partial void Ended(this ILogger logger, string wattdEncode, string duration, string summary);

    [LoggerMessage(401, LogLevel.Warning, "Encodes are not followed: {Problem}", EventName = "EncodesUnreadable")]
    public static partial void Unreadable(this ILogger logger, string problem);

    [LoggerMessage(402, LogLevel.Information, "Idle power of {Component} is {Watts} W, as measured over ten seconds without load; energy above it is shared between encodes", EventName = "IdlePowerLearned")]
    public static partial void IdleLearned(this ILogger logger, string component, double watts);

    [LoggerMessage(403, LogLevel.Information, "Idle power is unknown until the machine has been idle for ten seconds, so encodes also get shares of what it draws when idle; set encodes.idle-watts on a machine that never is", EventName = "IdlePowerUnknown")]
    public static partial void IdleUnknown(this ILogger logger);

    [LoggerMessage(404, LogLevel.Warning, "New encodes are found only every {Seconds} s, because the kernel refuses to watch cgroups ({Complaint}); raise fs.inotify.max_user_watches or fs.inotify.max_user_instances", EventName = "CgroupsNotWatched")]
    public static partial void NotWatched(this ILogger logger, string complaint, double seconds);

    [LoggerMessage(405, LogLevel.Warning, "{Count} encodes are not followed, because there are more than encodes.max; their energy is in the part other", EventName = "EncodesUnlisted")]
    public static partial void Unlisted(this ILogger logger, int count);

    [LoggerMessage(406, LogLevel.Warning, "GPU {Gpu} does not say which process uses how much of it, so encodes get no share of its energy", EventName = "GpuProcessesUnknown")]
    public static partial void GpuProcessesUnknown(this ILogger logger, string gpu);
}
