using Wattd.Tests.Support;

namespace Wattd.Tests.Configuration;

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
    public async Task WhatOthersPutThereIsLeftAlone(string name)
    {
        var run = await CommandLineRun.Of([], new Dictionary<string, string> { [name] = "tcp://10.0.0.1:9500" });
        Assert.Equal(CommandLineRun.DaemonExitCode, run.ExitCode);
    }
}
