using Wattd.Cli;
using Wattd.Cli.Check;
using Wattd.Cpu;
using Wattd.Exposition;
using Wattd.Gpu.NvidiaSmi;
using Wattd.Hosting;
using Wattd.Hosting.Logging;
using Wattd.Top;

// First of all, while this is the only thread of ours: those started later inherit the cleared set.
DacReadSearch.ClearEffective();
StandardStreams.OpenClosed();
ProcessMemory.BoundNativeHeap();

if (ExecBoundToParent.IsAskedFor(args))
    return ExecBoundToParent.Run(args);

SocketTransport.UseOneThread();
var build = BuildInfo.Current;
var commandLine = new CommandLine(
    run: settings => new Daemon(settings, build).RunAsync(),
    print: (settings, format) => new OnePage(settings, build, Console.OpenStandardOutput()).WriteAsync(format),
    watch: (settings, options) => new TopCommand(settings, options, build, Console.OpenStandardOutput()).RunAsync(),
    probes: examined =>
    [
        new ConfigurationProbe(examined),
        new PowercapProbe(examined.Settings.Options.Cpu),
        new GpuProbe(examined.Settings.Options.Gpu),
        new WebConfigProbe(examined.Settings.Options.Web.ConfigFile),
        new PortProbe(examined.Settings.Options),
        new RealtimeProbe(examined.Settings.Options.Cpu.Mode),
        new SystemdProbe(examined.Settings.Options.Log.Format),
    ])
{
    Version = build.Version,
    Complain = RefusedStart.Journal,
};
try
{
    return await commandLine.InvokeAsync(args);
}
catch (Exception fault) when (LastLine.Of(fault) is { } line)
{
    return LastLine.Write(line);
}
