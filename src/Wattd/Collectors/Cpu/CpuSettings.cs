using Wattd.Settings;
using Wattd.Settings.Syntax;
using static System.TimeSpan;

namespace Wattd.Collectors.Cpu;

/// <summary>The settings of the CPU collector.</summary>
static class CpuSettings
{
    public static readonly Setting Mode = new TypedSetting<CpuOptions, CollectorMode>("cpu",
        "The CPU collector. auto serves the device, and looks for it every discovery.interval while there is none; required exits where RAPL is missing at start.",
        CollectorSettings.Mode, o => o.Mode, (o, v) => o with { Mode = v });

    public static readonly Setting Port = new TypedSetting<CpuOptions, int>("cpu.port",
        "TCP port of the CPU endpoint. The same number as gpu.port makes one endpoint with everything.",
        new PortSyntax(), o => o.Port ?? 0, (o, v) => o with { Port = v })
    { OldEnvironmentName = "CPU_EXPORTER_PORT" };

    public static readonly Setting Interval = new TypedSetting<CpuOptions, TimeSpan>("cpu.interval",
        "Grid on which the energy counters are read.",
        new DurationSyntax(FromMilliseconds(10), FromSeconds(10), FromMilliseconds(100)),
        o => o.Interval, (o, v) => o with { Interval = v });

    public static readonly Setting Window = new TypedSetting<CpuOptions, TimeSpan>("cpu.window",
        "Span over which a watt gauge is averaged; at least cpu.interval.",
        new DurationSyntax(FromMilliseconds(10), FromMinutes(1), FromSeconds(1)),
        o => o.Window, (o, v) => o with { Window = v })
    { DefaultNote = "or cpu.interval where that is longer" };

    /// <summary>The settings under the collector's own heading.</summary>
    public static readonly SettingGroup Group = new("CPU", Port, Interval, Window);
}

/// <summary>A window is not shorter than the interval; an interval longer than the default window extends it.</summary>
sealed class WindowRule : ISettingRule
{
    public OptionSet Complete(OptionSet options, Predicate<Setting> isGiven) => isGiven(CpuSettings.Window)
        ? options
        : options.With<CpuOptions>(cpu => cpu.Window >= cpu.Interval ? cpu : cpu with { Window = cpu.Interval });

    public IEnumerable<string> Check(LoadedSettings settings)
    {
        var cpu = settings.Options.Get<CpuOptions>();
        if (cpu.Window < cpu.Interval)
            yield return $"cpu.window: {settings[CpuSettings.Window]} is shorter than cpu.interval {settings[CpuSettings.Interval]}; "
                + "allowed is a duration from cpu.interval to 1m";
    }
}
