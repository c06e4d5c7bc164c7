using System.Text.Json;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Wattd.Hosting;
using Wattd.Hosting.Logging;

namespace Wattd.Tests.Hosting.Logging;

[Collection(nameof(StandsInForStandardError))]
public sealed class StandardErrorLogTests : IDisposable
{
    readonly TextWriter _standardError = Console.Error;
    readonly TextWriter _standardOutput = Console.Out;
    readonly StringWriter _error = new();
    readonly StringWriter _output = new();

    public StandardErrorLogTests()
    {
        Console.SetError(_error);
        Console.SetOut(_output);
    }

    public void Dispose()
    {
        Console.SetError(_standardError);
        Console.SetOut(_standardOutput);
    }

    [Fact]
    public void OnTheConsoleAnEventIsOneLineOfStandardError()
    {
        Log(LogFormat.Console, simulated: false);
        Assert.Matches(@"^\d\d:\d\d:\d\d ERR GPU 00000000:01:00\.0 is lost\n$", _error.ToString());
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public void OnTheConsoleASimulatedNodeSaysSo()
    {
        Log(LogFormat.Console, simulated: true);
        Assert.Matches(@"^\d\d:\d\d:\d\d ERR \[simulated\] GPU 00000000:01:00\.0 is lost\n$", _error.ToString());
    }

    [Fact]
    public void AnExceptionFollowsItsLine()
    {
        using var daemonLogger = DaemonLogger.Create(new() { Format = LogFormat.Console }, simulated: false);
        daemonLogger.Logger.Error(new IOException("no such device"), "It failed");
        Assert.EndsWith(" ERR It failed\nSystem.IO.IOException: no such device\n", _error.ToString());
    }

    [Fact]
    public void AsJsonAnEventIsAnObjectALineOfStandardError()
    {
        Log(LogFormat.Json, simulated: false);

        var line = Assert.Single(_error.ToString().TrimEnd('\n').Split('\n'));
        using var document = JsonDocument.Parse(line);
        Assert.Equal("Error", document.RootElement.GetProperty("@l").GetString());
        Assert.Equal("GPU \"00000000:01:00.0\" is lost", document.RootElement.GetProperty("@m").GetString());
        Assert.Equal("00000000:01:00.0", document.RootElement.GetProperty("GpuId").GetString());
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public void AsJsonASimulatedNodeSaysSo()
    {
        Log(LogFormat.Json, simulated: true);

        using var document = JsonDocument.Parse(_error.ToString());
        Assert.StartsWith("[simulated] GPU ", document.RootElement.GetProperty("@m").GetString());
        Assert.Equal(1, document.RootElement.GetProperty("Simulated").GetInt32());
    }

    [Fact]
    public void WhereStandardErrorIsNotTheJournalsStreamAutomaticIsTheConsole()
    {
        var before = Environment.GetEnvironmentVariable("JOURNAL_STREAM");
        Environment.SetEnvironmentVariable("JOURNAL_STREAM", "1:1");
        try
        {
            using var daemonLogger = DaemonLogger.Create(new() { Format = LogFormat.Auto }, simulated: false);
            Assert.Equal(LogFormat.Console, daemonLogger.Format);
        }
        finally
        {
            Environment.SetEnvironmentVariable("JOURNAL_STREAM", before);
        }
    }

    [Fact]
    public void WhereStandardErrorIsTheJournalsStreamAutomaticIsTheJournal()
    {
        var before = Environment.GetEnvironmentVariable("JOURNAL_STREAM");
        Environment.SetEnvironmentVariable("JOURNAL_STREAM", FileIdentity.Of("/proc/self/fd/2"));
        try
        {
            using var daemonLogger = DaemonLogger.Create(new() { Format = LogFormat.Auto }, simulated: false);
            Assert.Equal(LogFormat.Journal, daemonLogger.Format);
        }
        finally
        {
            Environment.SetEnvironmentVariable("JOURNAL_STREAM", before);
        }
    }

    static void Log(LogFormat format, bool simulated)
    {
        using var daemonLogger = DaemonLogger.Create(
            new() { Format = format, Level = LogEventLevel.Debug }, simulated);
        using var factory = new SerilogLoggerFactory(daemonLogger.Logger);
        factory.CreateLogger("Wattd.Gpu").GpuLost("00000000:01:00.0");
    }
}
