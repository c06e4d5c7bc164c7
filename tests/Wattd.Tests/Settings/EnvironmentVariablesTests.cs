using Wattd.Collectors.Cpu;
using Wattd.Tests.Support;

namespace Wattd.Tests.Settings;

public sealed class EnvironmentVariablesTests
{
    [Theory]
    [InlineData("WATTD_CPU_INTERVALL", "did you mean WATTD_CPU_INTERVAL?")]
    [InlineData("WATTD_CPU__PORT", "did you mean WATTD_CPU_PORT?")]
    [InlineData("WATTD_COLOUR", "'wattd --help' lists them all")]
    [InlineData("WATTD_", "'wattd --help' lists them all")]
    public async Task AnUnknownVariableIsALine(string name, string hint)
    {
        var run = await CommandLineRun.Of([], new Dictionary<string, string> { [name] = "1" });
        Assert.Equal(78, run.ExitCode);
        Assert.Equal([$"{name} (an environment variable) is not a setting; {hint}"], run.ErrorLines);
    }

    [Theory]
    [InlineData("WATTD")]
    [InlineData("wattd_cpu_port")]
    [InlineData("PATH")]
    [InlineData("WATTD_SERVICE_HOST")]
    [InlineData("WATTD_SERVICE_PORT_METRICS")]
    [InlineData("WATTD_PORT")]
    [InlineData("WATTD_PORT_9500_TCP_ADDR")]
    public async Task OtherVariablesAreIgnored(string name)
    {
        var run = await CommandLineRun.Of([], new Dictionary<string, string> { [name] = "tcp://10.0.0.1:9500" });
        Assert.Equal(CommandLineRun.DaemonExitCode, run.ExitCode);
    }

    [Theory]
    [InlineData("WATTD_CPU_SERVICE_HOST", "10.0.0.1")]
    [InlineData("WATTD_CPU_SERVICE_PORT", "9500")]
    [InlineData("WATTD_CPU_SERVICE_PORT_METRICS", "9500")]
    [InlineData("WATTD_CPU_PORT_9500_TCP", "tcp://10.0.0.1:9500")]
    [InlineData("WATTD_CPU_PORT_9500_TCP_PROTO", "tcp")]
    [InlineData("WATTD_CPU_PORT_9500_TCP_PORT", "9500")]
    [InlineData("WATTD_CPU_PORT_9500_UDP_ADDR", "10.0.0.1")]
    [InlineData("WATTD_CPU_PORT", "tcp://10.0.0.1:9500")]
    [InlineData("WATTD_GPU_PORT", "udp://10.0.0.1:9500")]
    [InlineData("WATTD_EXPORTER_PORT", "tcp://10.0.0.1:9500")]
    [InlineData("CPU_EXPORTER_PORT", "tcp://10.0.0.1:9500")]
    public async Task ServiceVariablesOfKubernetesAreIgnored(string name, string value)
    {
        var run = await CommandLineRun.Of([], new Dictionary<string, string> { [name] = value });
        Assert.Equal(CommandLineRun.DaemonExitCode, run.ExitCode);
        Assert.Equal(9500, run.Settings?.Options.Get<CpuOptions>().Port);
    }

    [Theory]
    [InlineData("WATTD_CPU_PORTS", "9500")]
    [InlineData("WATTD_CPU_PORT", "http://10.0.0.1")]
    [InlineData("WATTD_ENCODES_PROGRESS", "udp://127.0.0.1:9507")]
    public async Task AVariableThatOnlyResemblesOneIsAnError(string name, string value) =>
        Assert.Equal(78, (await CommandLineRun.Of([], new Dictionary<string, string> { [name] = value })).ExitCode);
}
