using System.Collections.Immutable;
using Wattd.Collectors;
using Wattd.Daemon;
using Wattd.Http;
using Wattd.Settings;

namespace Wattd.Commands;

/// <summary>A command that takes settings, with its own defaults.</summary>
/// <param name="Name">The command.</param>
/// <param name="Description">One sentence for the help.</param>
sealed record CommandProfile(string Name, string Description)
{
    static readonly ImmutableArray<Setting> WithoutPorts =
        [.. CollectorList.All.Select(kind => kind.Port).OfType<Setting>(), .. WebSettings.Group.Settings];

    // The earlier exporters were Go programs, whose flags take one or two dashes.
    static readonly string[] OldPortFlags = ["--port", "-port"];

    /// <summary>The daemon.</summary>
    public static readonly CommandProfile Run = new("run",
        "Serve CPU and GPU power to Prometheus. This is what wattd does without a command.");

    /// <summary>The readings, in a terminal.</summary>
    public static readonly CommandProfile Top = new("top",
        "Show the node's readings in the terminal, updated every second, from the running daemon or else from the hardware.")
    {
        IsOfTheDaemon = true,
    };

    /// <summary>One page, without a daemon.</summary>
    public static readonly CommandProfile Metrics = new("metrics",
        "Measure for as long as power needs (cpu.window) and print one page of metrics; no port is opened. "
        + "Exit with code 1, and print nothing, if nothing could be measured.")
    {
        // Lines at info level would be noise for a page every minute.
        Defaults = [new(LogSettings.Level, "warning", "wattd metrics")],
        Unused = WithoutPorts,
    };

    /// <summary>The cost of a command.</summary>
    public static readonly CommandProfile Measure = new("measure",
        "Run a command, and report the energy that the machine used meanwhile: joules, watts, and joules for each frame of an ffmpeg. "
        + "Exit with the code of the command.")
    {
        Unused = [.. WithoutPorts, LogSettings.Level, LogSettings.Format],
    };

    /// <summary>Checks the machine.</summary>
    public static readonly CommandProfile Check = new("check",
        "Show what works on this machine, what does not, and how to fix it; exit with code 1 if something wanted is missing.")
    {
        IsOfTheDaemon = true,
    };

    /// <summary>Asks whether the daemon is well.</summary>
    public static readonly CommandProfile Health = new("health",
        "Ask the running daemon whether its collectors still sample; print one line, and exit with code 1 if not.")
    {
        IsOfTheDaemon = true,
    };

    /// <summary>Prints the settings.</summary>
    public static readonly CommandProfile Config = new("config",
        "Print every setting, its value, and where that comes from; exit with code 78 if one is wrong.")
    {
        IsOfTheDaemon = true,
    };

    /// <summary>A single collector, in place of the exporter that it replaces.</summary>
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

    /// <summary>The setting that the old exporter's flag <c>--port</c> sets; null where there was none.</summary>
    public Setting? Port { get; init; }

    /// <inheritdoc cref="SettingsRequest.Defaults"/>
    public ImmutableArray<GivenValue> Defaults { get; init; } = [];

    /// <inheritdoc cref="SettingsRequest.Fixed"/>
    public ImmutableArray<GivenValue> Fixed { get; init; } = [];

    /// <summary>
    /// Whether the command is about the daemon of this machine: the settings of the installed unit then apply, below those
    /// that the command is given. The default is false.
    /// </summary>
    public bool IsOfTheDaemon { get; init; }

    /// <summary>Settings that the command does not use. They are still allowed, since the file is shared by all commands.</summary>
    public ImmutableArray<Setting> Unused { get; init; } = [];

    /// <summary>An option for each setting; those that the command fixes or does not use are hidden.</summary>
    public IEnumerable<SettingOption> Options => WattdSettings.Table.All.Select(setting =>
        new SettingOption(setting, setting == Port ? OldPortFlags : [])
        {
            Default = Defaults.FirstOrDefault(given => given.Setting == setting)?.Text ?? setting.Default,
            Hidden = Fixed.Any(given => given.Setting == setting) || Unused.Contains(setting),
        });
}
