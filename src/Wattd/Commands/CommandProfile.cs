using System.Collections.Immutable;
using Wattd.Collectors;
using Wattd.Daemon;
using Wattd.Http;
using Wattd.Settings;

namespace Wattd.Commands;

/// <summary>What a command that takes settings means by itself.</summary>
/// <param name="Name">The command.</param>
/// <param name="Description">One sentence for the help.</param>
sealed record CommandProfile(string Name, string Description)
{
    static readonly ImmutableArray<Setting> WithoutPorts =
        [.. CollectorList.All.Select(kind => kind.Port).OfType<Setting>(), .. WebSettings.Group.Settings];

    // The exporters that came before were Go programs, whose flags take one dash or two.
    static readonly string[] OldPortFlags = ["--port", "-port"];

    /// <summary>The daemon.</summary>
    public static readonly CommandProfile Run = new("run",
        "Serve CPU and GPU power to Prometheus. This is what wattd does without a command.");

    /// <summary>The page for people, in a terminal.</summary>
    public static readonly CommandProfile Top = new("top",
        "Show the node's readings in the terminal, each second anew, from the running daemon or else from the hardware itself.");

    /// <summary>One page, without a daemon.</summary>
    public static readonly CommandProfile Metrics = new("metrics",
        "Measure for as long as power needs (cpu.window) and print one page of metrics; no port is opened. "
        + "Exit with code 1, and print nothing, where nothing could be measured.")
    {
        // A page a minute is no news.
        Defaults = [new(LogSettings.Level, "warning", "wattd metrics")],
        Unused = WithoutPorts,
    };

    /// <summary>Looks at the machine.</summary>
    public static readonly CommandProfile Check = new("check",
        "Say what works on this machine, what does not, and how to fix it; exit with code 1 where something wanted is missing.");

    /// <summary>A collector alone, in the place of the exporter that it replaces.</summary>
    public static IEnumerable<CommandProfile> Alone =>
        from kind in CollectorList.All
        let alone = kind.Alone
        where alone is not null
        let command = $"wattd {kind.Name}"
        select new CommandProfile(kind.Name, alone.Description)
        {
            Port = kind.Port,
            Defaults = alone.IsRequired ? [new(kind.Mode, "required", command)] : [],
            Fixed = [.. CollectorList.All.Where(other => other != kind).Select(other => new GivenValue(other.Mode, "off", command))],
        };

    /// <summary>What the old exporter's flag <c>--port</c> stands for; null where there was none.</summary>
    public Setting? Port { get; init; }

    /// <inheritdoc cref="SettingsRequest.Defaults"/>
    public ImmutableArray<GivenValue> Defaults { get; init; } = [];

    /// <inheritdoc cref="SettingsRequest.Fixed"/>
    public ImmutableArray<GivenValue> Fixed { get; init; } = [];

    /// <summary>Settings that mean nothing to the command. They may be given all the same, as they are in a file for all.</summary>
    public ImmutableArray<Setting> Unused { get; init; } = [];

    /// <summary>An option for each setting; those that the command leaves no choice, or does not use, are hidden.</summary>
    public IEnumerable<SettingOption> Options => WattdSettings.Table.All.Select(setting =>
        new SettingOption(setting, setting == Port ? OldPortFlags : [])
        {
            Default = Defaults.FirstOrDefault(given => given.Setting == setting)?.Text ?? setting.Default,
            Hidden = Fixed.Any(given => given.Setting == setting) || Unused.Contains(setting),
        });
}
