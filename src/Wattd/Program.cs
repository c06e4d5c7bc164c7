using Wattd.Collectors.Gpu.NvidiaSmi;
using Wattd.Commands;
using Wattd.Commands.Check;
using Wattd.Commands.Measure;
using Wattd.Commands.Metrics;
using Wattd.Commands.Top;
using Wattd.Daemon;
using Wattd.Daemon.Logging;
using Wattd.Http.Connections;
using Wattd.Linux;
using Wattd.Metrics.Self;

// First, while there is only one thread of ours: threads started later inherit the cleared set.
DacReadSearch.ClearEffective();
StandardStreams.OpenClosed();
ProcessMemory.BoundNativeHeap();

if (ExecBoundToParent.IsAskedFor(args))
    return ExecBoundToParent.Run(args);

SocketTransport.UseOneThread();
var build = BuildInfo.Current;
var commandLine = new CommandLine(
    run: settings => new DaemonHost(settings, build).RunAsync(),
    print: (settings, format) => new OnePage(settings, build, Console.OpenStandardOutput()).WriteAsync(format),
    watch: (settings, options) => new TopCommand(settings, options, build, Console.OpenStandardOutput()).RunAsync(),
    meter: (settings, options, socket, ofDaemon) => new MeasureCommand(settings, options, build, socket, ofDaemon).Run(),
    probes: CheckProbes.For)
{
    Version = build.Version,
    BugsAddress = build.BugsAddress,
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
