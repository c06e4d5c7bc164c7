namespace Wattd.Collectors.Wall;

/// <summary>Options of the wall collector.</summary>
sealed record WallOptions : CollectorOptions
{
    /// <summary>The BMC is slow, and its processor is busy with other things: it is not read more often.</summary>
    public static readonly TimeSpan ShortestIpmiInterval = TimeSpan.FromSeconds(5);

    /// <summary><c>wall.source</c>. The default is <see cref="WallSourceChoice.Auto"/>.</summary>
    public WallSourceChoice Source { get; init; } = WallSourceChoice.Auto;

    /// <summary><c>wall.device</c>: the device of the BMC. The default is <c>/dev/ipmi0</c>.</summary>
    public string Device { get; init; } = "/dev/ipmi0";

    /// <summary>
    /// <c>wall.interval</c>, 1 s to 5 minutes. The default (null) is that of the source: 1 s with ACPI, 10 s with IPMI.
    /// </summary>
    public TimeSpan? Interval { get; init; }

    /// <summary><c>wall.timeout</c>: how long a read may take before it counts as hung, 1 s to 1 minute. The default is 5 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary><c>wall.limit</c>: a higher reading is wrong, 100 W to 1 MW. The default is 20 kW.</summary>
    public double LimitWatts { get; init; } = 20_000;

    /// <summary>Whether it is a problem if there is no meter: the settings ask for one.</summary>
    public bool IsWanted => Mode == CollectorMode.Required || Source != WallSourceChoice.Auto;
}

/// <summary>Where the power of the whole machine is read.</summary>
enum WallSourceChoice
{
    /// <summary>ACPI, else IPMI.</summary>
    Auto,

    /// <summary>The kernel's acpi_power_meter driver, in hwmon.</summary>
    Acpi,

    /// <summary>The BMC: DCMI Get Power Reading over <see cref="WallOptions.Device"/>.</summary>
    Ipmi,
}
