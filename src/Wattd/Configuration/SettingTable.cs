using System.Net;
using Serilog.Events;
using Wattd.Gpu;
using Wattd.Hosting;
using Wattd.Sampling;
using static System.TimeSpan;

namespace Wattd.Configuration;

/// <summary>Every setting there is, in the order in which they are told. Their defaults are those of the options.</summary>
static class SettingTable
{
    public const string DefaultFile = "/etc/wattd/wattd.conf";

    static readonly ChoiceSyntax<CollectorMode> Mode =
        new(("auto", CollectorMode.Auto), ("required", CollectorMode.Required), ("off", CollectorMode.Off));

    static readonly PortSyntax Port = new();
    static readonly TextSyntax Program = new("<name>", "a name to look up, or a path", _ => true);
    static readonly TextSyntax Folder = new("<path>", "an absolute path", text => text[0] == '/');

    public static readonly Setting Cpu = new TypedSetting<CollectorMode>("cpu",
        "The CPU collector. auto serves what is there and looks again for what is not; required exits where RAPL is missing at start.",
        Mode, o => o.Cpu.Mode, (o, v) => o with { Cpu = o.Cpu with { Mode = v } });

    public static readonly Setting Gpu = new TypedSetting<CollectorMode>("gpu",
        "The GPU collector. auto serves what is there and looks again for what is not; required waits up to 50s for a driver that is starting, and exits where none answers.",
        Mode, o => o.Gpu.Mode, (o, v) => o with { Gpu = o.Gpu with { Mode = v } });

    public static readonly Setting Simulate = new TypedSetting<bool>("simulate",
        "Serve a synthetic encode node instead of this machine; every page and log line says so.",
        new SwitchSyntax(), o => o.Simulate, (o, v) => o with { Simulate = v })
    { IsSwitch = true };

    public static readonly Setting CpuPort = new TypedSetting<int>("cpu.port",
        "TCP port of the CPU endpoint. The same number as gpu.port makes one endpoint with everything.",
        Port, o => o.Cpu.Port, (o, v) => o with { Cpu = o.Cpu with { Port = v } })
    { OldEnvironmentName = "CPU_EXPORTER_PORT" };

    public static readonly Setting CpuInterval = new TypedSetting<TimeSpan>("cpu.interval",
        "Grid on which the energy counters are read.",
        new DurationSyntax(FromMilliseconds(10), FromSeconds(10), FromMilliseconds(100)), o => o.Cpu.Interval, (o, v) => o with { Cpu = o.Cpu with { Interval = v } });

    public static readonly Setting CpuWindow = new TypedSetting<TimeSpan>("cpu.window",
        "Span over which a watt gauge is averaged; at least cpu.interval.",
        new DurationSyntax(FromMilliseconds(10), FromMinutes(1), FromSeconds(1)), o => o.Cpu.Window, (o, v) => o with { Cpu = o.Cpu with { Window = v } })
    { DefaultNote = "or cpu.interval where that is longer" };

    public static readonly Setting GpuPort = new TypedSetting<int>("gpu.port",
        "TCP port of the GPU endpoint.",
        Port, o => o.Gpu.Port, (o, v) => o with { Gpu = o.Gpu with { Port = v } })
    { OldEnvironmentName = "GPU_EXPORTER_PORT" };

    public static readonly Setting GpuInterval = new TypedSetting<TimeSpan?>("gpu.interval",
        "Grid on which the GPUs are read.",
        new AutoSyntax<TimeSpan>(new DurationSyntax(FromMilliseconds(100), FromMinutes(5), FromSeconds(1))),
        o => o.Gpu.Interval, (o, v) => o with { Gpu = o.Gpu with { Interval = v } })
    { DefaultNote = "which is 1s with NVML and 10s with nvidia-smi" };

    public static readonly Setting GpuSource = new TypedSetting<GpuSourceChoice>("gpu.source",
        "How the NVIDIA driver is asked. auto is NVML, else nvidia-smi.",
        new ChoiceSyntax<GpuSourceChoice>(
            ("auto", GpuSourceChoice.Auto), ("nvml", GpuSourceChoice.Nvml), ("nvidia-smi", GpuSourceChoice.NvidiaSmi)),
        o => o.Gpu.Source, (o, v) => o with { Gpu = o.Gpu with { Source = v } });

    public static readonly Setting GpuNvmlLibrary = new TypedSetting<string>("gpu.nvml-library",
        "The NVML library.",
        Program, o => o.Gpu.NvmlLibrary, (o, v) => o with { Gpu = o.Gpu with { NvmlLibrary = v } });

    public static readonly Setting GpuNvidiaSmi = new TypedSetting<string>("gpu.nvidia-smi",
        "The nvidia-smi program.",
        Program, o => o.Gpu.NvidiaSmi, (o, v) => o with { Gpu = o.Gpu with { NvidiaSmi = v } });

    public static readonly Setting GpuTimeout = new TypedSetting<TimeSpan>("gpu.timeout",
        "How long the driver may take to answer before the attempt is abandoned and counted. A driver that has to start first is given 2 minutes.",
        new DurationSyntax(FromSeconds(1), FromMinutes(5), FromSeconds(10)), o => o.Gpu.Timeout, (o, v) => o with { Gpu = o.Gpu with { Timeout = v } });

    public static readonly Setting WebListenAddress = new TypedSetting<IPAddress?>("web.listen-address",
        "Address to listen on. The default, *, is all of them, IPv6 and IPv4.",
        new AddressSyntax(), o => o.Web.ListenAddress, (o, v) => o with { Web = o.Web with { ListenAddress = v } });

    public static readonly Setting WebTelemetryPath = new TypedSetting<string>("web.telemetry-path",
        "Path that the metrics are served under.",
        new TextSyntax("<path>", "a path such as /metrics, of letters, digits and -._~/, without /./ and /../, other than /, /health and /readings.json", IsTelemetryPath),
        o => o.Web.TelemetryPath, (o, v) => o with { Web = o.Web with { TelemetryPath = v } });

    public static readonly Setting WebConfigFile = new TypedSetting<string?>("web.config.file",
        "A web configuration file of Prometheus' exporter-toolkit: TLS, basic authentication, headers. It is re-read when it changes.",
        new OptionalPathSyntax(), o => o.Web.ConfigFile, (o, v) => o with { Web = o.Web with { ConfigFile = v } });

    public static readonly Setting DiscoveryInterval = new TypedSetting<TimeSpan>("discovery.interval",
        "How often to look for zones and drivers that came or went.",
        new DurationSyntax(FromSeconds(1), FromMinutes(60), FromSeconds(30)), o => o.Cpu.DiscoveryInterval,
        (o, v) => o with { Cpu = o.Cpu with { DiscoveryInterval = v }, Gpu = o.Gpu with { DiscoveryInterval = v } });

    public static readonly Setting PathSysfs = new TypedSetting<string>("path.sysfs",
        "Where sysfs is mounted; another place in a container.",
        Folder, o => o.Cpu.SysfsPath,
        (o, v) => o with { Cpu = o.Cpu with { SysfsPath = v }, Gpu = o.Gpu with { SysfsPath = v } });

    public static readonly Setting PathProcfs = new TypedSetting<string>("path.procfs",
        "Where procfs is mounted; another place in a container.",
        Folder, o => o.Cpu.ProcfsPath,
        (o, v) => o with { Cpu = o.Cpu with { ProcfsPath = v }, Gpu = o.Gpu with { ProcfsPath = v } });

    public static readonly Setting LogLevel = new TypedSetting<LogEventLevel>("log.level",
        "The least severe lines that are logged.",
        new ChoiceSyntax<LogEventLevel>(("debug", LogEventLevel.Debug), ("info", LogEventLevel.Information),
            ("warning", LogEventLevel.Warning), ("error", LogEventLevel.Error)),
        o => o.Log.Level, (o, v) => o with { Log = o.Log with { Level = v } })
    { Reloadable = true };

    public static readonly Setting LogFormat = new TypedSetting<LogFormat>("log.format",
        "Form of the log. auto is the journal under systemd and text on standard error elsewhere; json is one object a line.",
        new ChoiceSyntax<LogFormat>(("auto", Hosting.LogFormat.Auto), ("journal", Hosting.LogFormat.Journal),
            ("console", Hosting.LogFormat.Console), ("json", Hosting.LogFormat.Json)),
        o => o.Log.Format, (o, v) => o with { Log = o.Log with { Format = v } });

    // It is no option of the daemon: the loader reads the file and forgets it.
    public static readonly Setting ConfigFile = new TypedSetting<string>("config.file",
        "The configuration file. The default one may be absent; one that is named must be there.",
        new TextSyntax("<path>", "a path", _ => true), _ => DefaultFile, (o, _) => o)
    { InFile = false };

    /// <summary>The settings under the headings that people read them by.</summary>
    public static IReadOnlyList<(string Title, IReadOnlyList<Setting> Settings)> Groups { get; } =
    [
        ("Collectors", [Cpu, Gpu, Simulate]),
        ("CPU", [CpuPort, CpuInterval, CpuWindow]),
        ("GPU", [GpuPort, GpuInterval, GpuSource, GpuNvmlLibrary, GpuNvidiaSmi, GpuTimeout]),
        ("HTTP", [WebListenAddress, WebTelemetryPath, WebConfigFile]),
        ("Daemon", [DiscoveryInterval, PathSysfs, PathProcfs, LogLevel, LogFormat, ConfigFile]),
    ];

    public static IReadOnlyList<Setting> All { get; } = [.. Groups.SelectMany(group => group.Settings)];

    static bool IsTelemetryPath(string text) =>
        text is ['/', _, ..]
        && text.All(c => char.IsAsciiLetterOrDigit(c) || "-._~/".Contains(c))
        && !text.TrimEnd('/').Equals("/health", StringComparison.OrdinalIgnoreCase)
        && !text.TrimEnd('/').Equals("/readings.json", StringComparison.OrdinalIgnoreCase)
        && text.Trim('/').Length > 0
        // Clients and the server take these segments out of a request (RFC 3986, 5.2.4), so nobody could ask for the path.
        && !text.Split('/').Any(segment => segment is "." or "..");
}
