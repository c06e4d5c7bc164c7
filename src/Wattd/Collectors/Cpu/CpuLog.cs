using Microsoft.Extensions.Logging;

namespace Wattd.Collectors.Cpu;

/// <summary>Everything that the CPU collector says. Changes of state only, never ticks.</summary>
static partial class CpuLog
{
    [LoggerMessage(100, LogLevel.Information, "CPU power is measured in {Count} RAPL zones: {Zones}", EventName = "CpuMeasured")]
    public static partial void Measured(this ILogger logger, int count, string zones);

    [LoggerMessage(101, LogLevel.Warning, "No CPU power: {Problem}", EventName = "PowercapMissing")]
    public static partial void PowercapMissing(this ILogger logger, string problem);

    [LoggerMessage(102, LogLevel.Warning, "No CPU power: {Problem}", EventName = "PowercapUnreadable")]
    public static partial void PowercapUnreadable(this ILogger logger, string problem);

    [LoggerMessage(103, LogLevel.Warning, "RAPL zone {Zone} is left out: {Problem}", EventName = "ZoneUnreadable")]
    public static partial void ZoneUnreadable(this ILogger logger, string zone, string problem);

    [LoggerMessage(104, LogLevel.Warning, "{Path} cannot be read; a zone without a name is left out", EventName = "ZoneUnnamed")]
    public static partial void ZoneUnnamed(this ILogger logger, string path);

    [LoggerMessage(105, LogLevel.Warning, "RAPL zone {Zone} went away ({Path}); it is looked for, and its energy counts on when it comes back", EventName = "ZoneLost")]
    public static partial void ZoneLost(this ILogger logger, string zone, string path);

    [LoggerMessage(106, LogLevel.Warning, "RAPL zone {Zone} cannot be read now: {Path}: {Problem}; every tick tries again", EventName = "ZoneReadFailed")]
    public static partial void ZoneReadFailed(this ILogger logger, string zone, string path, string problem);

    [LoggerMessage(107, LogLevel.Warning, "RAPL zone {Zone}: {Path} holds {Text}, which is no number of microjoules; every tick tries again", EventName = "ZoneInvalid")]
    public static partial void ZoneInvalid(this ILogger logger, string zone, string path, string text);

    [LoggerMessage(108, LogLevel.Information, "RAPL zone {Zone} reads well again", EventName = "ZoneWell")]
    public static partial void ZoneWell(this ILogger logger, string zone);

    [LoggerMessage(109, LogLevel.Warning, "RAPL zone {Zone}: {Path} cannot be read, so the energy of a step in which the counter wraps is not counted; grant CAP_DAC_READ_SEARCH if it is for root only", EventName = "ZoneRangeUnreadable")]
    public static partial void ZoneRangeUnreadable(this ILogger logger, string zone, string path);

    [LoggerMessage(110, LogLevel.Warning, "RAPL zone {Zone} was not read for {Seconds:0.0} s and may have wrapped unseen; the energy of that time is not counted. Shorten cpu.interval or free the machine", EventName = "ZoneGap")]
    public static partial void ZoneGap(this ILogger logger, string zone, double seconds);

    [LoggerMessage(111, LogLevel.Warning, "RAPL zone {Zone}: {Path} moved further than is possible in {Seconds:0.00} s; that step is not counted, and the energy counts on from the new value", EventName = "ZoneCounterReset")]
    public static partial void ZoneCounterReset(this ILogger logger, string zone, string path, double seconds);

    [LoggerMessage(112, LogLevel.Warning, "RAPL zone {Zone}: reading {Path} took {Seconds:0.0} s; it is left alone for {Pause:0} s and until the next look for zones", EventName = "ZoneSlow")]
    public static partial void ZoneSlow(this ILogger logger, string zone, string path, double seconds, double pause);

    [LoggerMessage(113, LogLevel.Information, "The machine was suspended; CPU energy is counted on from here", EventName = "CpuSuspended")]
    public static partial void Suspended(this ILogger logger);

    [LoggerMessage(114, LogLevel.Warning, "RAPL zones are not looked for: {Problem}; those that are open are still measured", EventName = "ZonesNotLookedFor")]
    public static partial void ZonesNotLookedFor(this ILogger logger, string problem);

    [LoggerMessage(115, LogLevel.Warning, "RAPL zone {Zone} is measured at {Measured}; {LeftOut} has the same labels and is left out", EventName = "ZoneAmbiguous")]
    public static partial void ZoneAmbiguous(this ILogger logger, string zone, string measured, string leftOut);

    [LoggerMessage(116, LogLevel.Warning, "{Path} has {Count} RAPL zones, and wattd measures {Most}: the rest is left out. No machine is known to have so many; check path.sysfs", EventName = "TooManyZones")]
    public static partial void TooManyZones(this ILogger logger, string path, int count, int most);
}
