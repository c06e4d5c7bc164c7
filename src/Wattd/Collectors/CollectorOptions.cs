using Wattd.Settings;
using Wattd.Settings.Syntax;
using static System.TimeSpan;

namespace Wattd.Collectors;

/// <summary>The mode of a collector. The default is <see cref="Auto"/>.</summary>
enum CollectorMode
{
    /// <summary>Serve the devices that are present, and look for missing ones every discovery interval.</summary>
    Auto,

    /// <summary>Exit with code 1 if the device is missing at start.</summary>
    Required,

    /// <summary>Do not sample, and do not open the port.</summary>
    Off,
}

/// <summary>The options that every collector has; each derives its own options from them.</summary>
record CollectorOptions
{
    /// <summary>The setting named after the collector. The default is <see cref="CollectorMode.Auto"/>.</summary>
    public CollectorMode Mode { get; init; } = CollectorMode.Auto;

    /// <summary>TCP port of its endpoint, 1 to 65535; null for a collector that is served with the first one that has a port.</summary>
    public int? Port { get; init; }

    /// <summary><c>simulate</c>: sample a synthetic encode node instead of this machine. The default is false.</summary>
    public bool Simulate { get; init; }

    /// <summary>
    /// <c>discovery.interval</c>: how often to look for added and removed devices, 1 s to 1 h. The default is 30 s.
    /// </summary>
    public TimeSpan DiscoveryInterval { get; init; } = FromSeconds(30);

    /// <summary>
    /// <c>peak.window</c>: the window of the maxima, 10 s to 10 minutes in whole seconds; null for none. The default is 60 s.
    /// </summary>
    public TimeSpan? PeakWindow { get; init; } = FromSeconds(60);

    /// <summary><c>peak.histogram</c>: whether to count how often which power was drawn. The default is false.</summary>
    public bool PeakHistogram { get; init; }

    /// <summary><c>path.sysfs</c>: where sysfs is mounted. The default is <c>/sys</c>.</summary>
    public string SysfsPath { get; init; } = "/sys";

    /// <summary><c>path.procfs</c>: where procfs is mounted. The default is <c>/proc</c>.</summary>
    public string ProcfsPath { get; init; } = "/proc";

    /// <summary>
    /// Whether messages name the cures of a container instead of those of a unit. No setting: see <see cref="Container"/>.
    /// The default is false.
    /// </summary>
    public bool InContainer { get; init; }
}

/// <summary>The settings that all collectors share.</summary>
static class CollectorSettings
{
    /// <summary>How a collector's mode is written.</summary>
    public static readonly ChoiceSyntax<CollectorMode> Mode =
        new(("auto", CollectorMode.Auto), ("required", CollectorMode.Required), ("off", CollectorMode.Off));

    static readonly TextSyntax Folder = new("<path>", "an absolute path", text => text[0] == '/');

    public static readonly Setting Simulate = new TypedSetting<CollectorOptions, bool>("simulate",
        "Serve a synthetic encode node instead of this machine; every page and log line says so.",
        new SwitchSyntax(), o => o.Simulate, (o, v) => o with { Simulate = v })
    { IsSwitch = true };

    public static readonly Setting DiscoveryInterval = new TypedSetting<CollectorOptions, TimeSpan>("discovery.interval",
        "How often to look for zones and drivers that appeared or disappeared.",
        new DurationSyntax(FromSeconds(1), FromMinutes(60), FromSeconds(30)),
        o => o.DiscoveryInterval, (o, v) => o with { DiscoveryInterval = v });

    public static readonly Setting PeakWindow = new TypedSetting<CollectorOptions, TimeSpan?>("peak.window",
        "Window of the maxima, in whole seconds; at least the interval of the slowest scraper. off serves none.",
        new OffSyntax<TimeSpan>(new DurationSyntax(FromSeconds(10), FromMinutes(10), FromSeconds(60))),
        o => o.PeakWindow, (o, v) => o with { PeakWindow = v is { } window ? FromSeconds(Math.Ceiling(window.TotalSeconds)) : null });

    public static readonly Setting PeakHistogram = new TypedSetting<CollectorOptions, bool>("peak.histogram",
        "Serve histograms of the power of packages, psys and GPUs; 23 series each.",
        new SwitchSyntax(), o => o.PeakHistogram, (o, v) => o with { PeakHistogram = v });

    public static readonly Setting SysfsPath = new TypedSetting<CollectorOptions, string>("path.sysfs",
        "Where sysfs is mounted; differs in a container.",
        Folder, o => o.SysfsPath, (o, v) => o with { SysfsPath = v })
    { IsFile = true };

    public static readonly Setting ProcfsPath = new TypedSetting<CollectorOptions, string>("path.procfs",
        "Where procfs is mounted; differs in a container.",
        Folder, o => o.ProcfsPath, (o, v) => o with { ProcfsPath = v })
    { IsFile = true };
}
