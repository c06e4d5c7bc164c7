using System.Text.Json;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Wattd.Daemon;
using Wattd.Daemon.Logging;

namespace Wattd.Tests.Daemon.Logging;

[Collection(nameof(StandsInForStandardError))]
public sealed class StandardErrorLogTests : IDisposable
{
    readonly LogPipe _pipe = new();

    public void Dispose() => _pipe.Dispose();

    [Fact]
    public void OnTheConsoleAnEventIsOneLineOfStandardError()
    {
        var text = Log(LogFormat.Console, simulated: false);
        Assert.Matches(@"^\d\d:\d\d:\d\d ERR GPU 00000000:01:00\.0 is lost\n$", text);
    }

    [Fact]
    public void OnTheConsoleASimulatedNodeSaysSo()
    {
        var text = Log(LogFormat.Console, simulated: true);
        Assert.Matches(@"^\d\d:\d\d:\d\d ERR \[simulated\] GPU 00000000:01:00\.0 is lost\n$", text);
    }

    [Fact]
    public void AnExceptionFollowsItsLine()
    {
        using (var daemonLogger = DaemonLogger.Create(
            new() { Format = LogFormat.Console }, simulated: false, standardError: _pipe.Descriptor))
            daemonLogger.Logger.Error(new IOException("no such device"), "It failed");
        Assert.EndsWith(" ERR It failed\nSystem.IO.IOException: no such device\n", _pipe.ReadToEnd());
    }

    [Fact]
    public void AsJsonAnEventIsOneObjectPerLineOnStandardError()
    {
        var text = Log(LogFormat.Json, simulated: false);

        var line = Assert.Single(text.TrimEnd('\n').Split('\n'));
        using var document = JsonDocument.Parse(line);
        Assert.Equal("Error", document.RootElement.GetProperty("@l").GetString());
        Assert.Equal("GPU \"00000000:01:00.0\" is lost", document.RootElement.GetProperty("@m").GetString());
        Assert.Equal("00000000:01:00.0", document.RootElement.GetProperty("GpuId").GetString());
    }

    [Fact]
    public void AsJsonASimulatedNodeSaysSo()
    {
        var text = Log(LogFormat.Json, simulated: true);

        using var document = JsonDocument.Parse(text);
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
        Environment.SetEnvironmentVariable("JOURNAL_STREAM", StreamIdentity.Of("/proc/self/fd/2"));
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

    string Log(LogFormat format, bool simulated)
    {
        using (var daemonLogger = DaemonLogger.Create(
            new() { Format = format, Level = LogEventLevel.Debug }, simulated, standardError: _pipe.Descriptor))
        {
            using var factory = new SerilogLoggerFactory(daemonLogger.Logger);
            factory.CreateLogger("Wattd.Gpu").GpuLost("00000000:01:00.0");
        }
        return _pipe.ReadToEnd();
    }
}
