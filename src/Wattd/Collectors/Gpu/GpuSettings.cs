using Wattd.Settings;
using Wattd.Settings.Syntax;
using static System.TimeSpan;

namespace Wattd.Collectors.Gpu;

/// <summary>The settings of the GPU collector.</summary>
static class GpuSettings
{
    static readonly TextSyntax Program = new("<name>", "a name to look up, or a path", _ => true);

    public static readonly Setting Mode = new TypedSetting<GpuOptions, CollectorMode>("gpu",
        "The GPU collector. auto serves the device, and looks for it every discovery.interval while there is none; required waits up to 50s for a driver that is starting, and exits where none answers.",
        CollectorSettings.Mode, o => o.Mode, (o, v) => o with { Mode = v });

    public static readonly Setting Port = new TypedSetting<GpuOptions, int>("gpu.port",
        "TCP port of the GPU endpoint.",
        new PortSyntax(), o => o.Port ?? 0, (o, v) => o with { Port = v })
    { OldEnvironmentName = "GPU_EXPORTER_PORT" };

    public static readonly Setting Interval = new TypedSetting<GpuOptions, TimeSpan?>("gpu.interval",
        "Grid on which the GPUs are read.",
        new AutoSyntax<TimeSpan>(new DurationSyntax(FromMilliseconds(100), FromMinutes(5), FromSeconds(1))),
        o => o.Interval, (o, v) => o with { Interval = v })
    { DefaultNote = "which is 1s with NVML and 10s with nvidia-smi" };

    public static readonly Setting Source = new TypedSetting<GpuOptions, GpuSourceChoice>("gpu.source",
        "How the NVIDIA driver is read. auto is NVML, else nvidia-smi.",
        new ChoiceSyntax<GpuSourceChoice>(
            ("auto", GpuSourceChoice.Auto), ("nvml", GpuSourceChoice.Nvml), ("nvidia-smi", GpuSourceChoice.NvidiaSmi)),
        o => o.Source, (o, v) => o with { Source = v });

    public static readonly Setting NvmlLibrary = new TypedSetting<GpuOptions, string>("gpu.nvml-library",
        "The NVML library.",
        Program, o => o.NvmlLibrary, (o, v) => o with { NvmlLibrary = v })
    { IsFile = true };

    public static readonly Setting NvidiaSmi = new TypedSetting<GpuOptions, string>("gpu.nvidia-smi",
        "The nvidia-smi program.",
        Program, o => o.NvidiaSmi, (o, v) => o with { NvidiaSmi = v })
    { IsFile = true };

    public static readonly Setting Timeout = new TypedSetting<GpuOptions, TimeSpan>("gpu.timeout",
        "How long the driver may take to answer before the attempt is abandoned and counted. A driver that has to start first is given 2 minutes.",
        new DurationSyntax(FromSeconds(1), FromMinutes(5), FromSeconds(10)), o => o.Timeout, (o, v) => o with { Timeout = v });

    public static readonly Setting Processes = new TypedSetting<GpuOptions, bool>("gpu.processes",
        "Serve what each process uses of each GPU, and each NVENC session. Their series have a pid, and come and go with the processes.",
        new SwitchSyntax(), o => o.Processes, (o, v) => o with { Processes = v });

    /// <summary>The settings under the collector's own heading.</summary>
    public static readonly SettingGroup Group = new("GPU", Port, Interval, Source, NvmlLibrary, NvidiaSmi, Timeout, Processes);
}
