using Microsoft.Extensions.Logging;

namespace Wattd.Collectors.Cpu;

/// <summary>The log messages of the CPU collector: changes of state only, never ticks.</summary>
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

    [LoggerMessage(105, LogLevel.Warning, "RAPL zone {Zone} disappeared ({Path}); its energy count continues when it is back", EventName = "ZoneLost")]
    public static partial void ZoneLost(this ILogger logger, string zone, string path);

    [LoggerMessage(106, LogLevel.Warning, "RAPL zone {Zone} cannot be read: {Path}: {Problem}; every tick retries", EventName = "ZoneReadFailed")]
    public static partial void ZoneReadFailed(this ILogger logger, string zone, string path, string problem);

    [LoggerMessage(107, LogLevel.Warning, "RAPL zone {Zone}: {Path} holds {Text}, which is not a number of microjoules; every tick retries", EventName = "ZoneInvalid")]
    public static partial void ZoneInvalid(this ILogger logger, string zone, string path, string text);

    [LoggerMessage(108, LogLevel.Information, "RAPL zone {Zone} can be read again", EventName = "ZoneWell")]
    public static partial void ZoneWell(this ILogger logger, string zone);

    [LoggerMessage(109, LogLevel.Warning, "RAPL zone {Zone}: {Path} cannot be read, so the energy of a step in which the counter wraps is not counted; grant CAP_DAC_READ_SEARCH if it is for root only", EventName = "ZoneRangeUnreadable")]
    public static partial void ZoneRangeUnreadable(this ILogger logger, string zone, string path);

    [LoggerMessage(110, LogLevel.Warning, "RAPL zone {Zone} was not read for {Seconds:0.0} s and may have wrapped unnoticed; the energy of that time is not counted. Shorten cpu.interval or reduce the load", EventName = "ZoneGap")]
    public static partial void ZoneGap(this ILogger logger, string zone, double seconds);

    [LoggerMessage(111, LogLevel.Warning, "RAPL zone {Zone}: {Path} moved further than is possible in {Seconds:0.00} s; that step is not counted, and counting continues from the new value", EventName = "ZoneCounterReset")]
    public static partial void ZoneCounterReset(this ILogger logger, string zone, string path, double seconds);

    [LoggerMessage(112, LogLevel.Warning, "RAPL zone {Zone}: reading {Path} took {Seconds:0.0} s; it is not read for {Pause:0} s and until the next discovery", EventName = "ZoneSlow")]
    public static partial void ZoneSlow(this ILogger logger, string zone, string path, double seconds, double pause);

    [LoggerMessage(113, LogLevel.Information, "The machine was suspended; the CPU energy of that time is not counted", EventName = "CpuSuspended")]
    public static partial void Suspended(this ILogger logger);

    [LoggerMessage(114, LogLevel.Warning, "Cannot look for RAPL zones: {Problem}; open zones are still measured", EventName = "ZonesNotLookedFor")]
    public static partial void ZonesNotLookedFor(this ILogger logger, string problem);

    [LoggerMessage(115, LogLevel.Warning, "RAPL zone {Zone} is measured at {Measured}; {LeftOut} has the same labels and is left out", EventName = "ZoneAmbiguous")]
    public static partial void ZoneAmbiguous(this ILogger logger, string zone, string measured, string leftOut);

    [LoggerMessage(116, LogLevel.Warning, "{Path} has {Count} RAPL zones, and wattd measures {Most} at most: the others are left out. No known machine has so many; check path.sysfs", EventName = "TooManyZones")]
    public static partial void TooManyZones(this ILogger logger, string path, int count, int most);
}
