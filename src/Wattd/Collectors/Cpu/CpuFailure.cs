using System.Collections.Immutable;

namespace Wattd.Collectors.Cpu;

/// <summary>What the CPU collector can fail for: the <c>reason</c> label of its metrics.</summary>
static class CpuFailure
{
    /// <summary>There is no RAPL zone on this machine, or none is visible.</summary>
    public const string NoPowercap = "no_powercap";

    /// <summary>An energy counter may not be opened.</summary>
    public const string PermissionDenied = "permission_denied";

    /// <summary>A counter could not be opened or read, for another reason than permission or a zone that went away.</summary>
    public const string ReadFailed = "read_failed";

    /// <summary>A counter's file held something that is no number, or a zone's name file no name.</summary>
    public const string InvalidValue = "invalid_value";

    /// <summary>A counter went back while its range could not be read: the energy of that step is not known.</summary>
    public const string RangeUnreadable = "range_unreadable";

    /// <summary>A counter was not read for so long that it may have wrapped unseen.</summary>
    public const string Gap = "gap";

    /// <summary>A counter moved further than is possible in the time, forward or back.</summary>
    public const string CounterReset = "counter_reset";

    /// <summary>The machine was suspended between two reads.</summary>
    public const string Suspended = "suspended";

    /// <summary>A read took so long that its zone is left alone until the next discovery.</summary>
    public const string SlowRead = "slow_read";

    /// <summary>A zone went away, or another took its place.</summary>
    public const string ZoneLost = "zone_lost";

    /// <summary>The process may open no more files, so it cannot look for zones.</summary>
    public const string NoDescriptors = "no_descriptors";

    /// <summary>All of them.</summary>
    public static readonly ImmutableArray<string> All =
    [
        NoPowercap, PermissionDenied, ReadFailed, InvalidValue, RangeUnreadable,
        Gap, CounterReset, Suspended, SlowRead, ZoneLost, NoDescriptors,
    ];
}
