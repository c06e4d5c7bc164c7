using System.Collections.Immutable;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Cpu;

/// <summary>The failures of the CPU collector: the <c>reason</c> label of its metrics.</summary>
static class CpuFailure
{
    /// <summary>There is no RAPL zone on this machine, or none is visible.</summary>
    public const string NoPowercap = "no_powercap";

    /// <summary>An energy counter may not be opened.</summary>
    public const string PermissionDenied = Outage.PermissionDenied;

    /// <summary>A counter could not be opened or read, other than for missing permission or a removed zone.</summary>
    public const string ReadFailed = "read_failed";

    /// <summary>A counter file did not contain a number, or a zone's name file no name.</summary>
    public const string InvalidValue = "invalid_value";

    /// <summary>A counter decreased while its range could not be read: the energy of that step is unknown.</summary>
    public const string RangeUnreadable = "range_unreadable";

    /// <summary>A counter was not read for so long that it may have wrapped unnoticed.</summary>
    public const string Gap = "gap";

    /// <summary>A counter changed by more than is possible in the time.</summary>
    public const string CounterReset = "counter_reset";

    /// <summary>The machine was suspended between two reads.</summary>
    public const string Suspended = "suspended";

    /// <summary>A read took so long that its zone is not read until the next discovery.</summary>
    public const string SlowRead = "slow_read";

    /// <summary>A zone disappeared, or another took its place.</summary>
    public const string ZoneLost = "zone_lost";

    /// <summary>The process has too many open files, so it cannot look for zones.</summary>
    public const string NoDescriptors = "no_descriptors";

    /// <summary>All reasons.</summary>
    public static readonly ImmutableArray<string> All =
    [
        NoPowercap, PermissionDenied, ReadFailed, InvalidValue, RangeUnreadable,
        Gap, CounterReset, Suspended, SlowRead, ZoneLost, NoDescriptors,
    ];
}
