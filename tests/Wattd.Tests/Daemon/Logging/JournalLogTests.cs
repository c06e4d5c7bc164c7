using Microsoft.Extensions.Logging;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Wattd.Collectors;
using Wattd.Collectors.Encodes;
using Wattd.Daemon;
using Wattd.Daemon.Logging;

namespace Wattd.Tests.Daemon.Logging;

public sealed class JournalLogTests : IDisposable
{
    static readonly LogOptions Options = new() { Format = LogFormat.Journal };

    readonly BoundJournal _journal = new();

    public void Dispose() => _journal.Dispose();

    [Fact]
    public void AnEventOfTheDaemonIsAnEntryWithTheIdOfItsName()
    {
        using var daemonLogger = DaemonLogger.Create(Options, simulated: false, _journal.Path);
        using var factory = new SerilogLoggerFactory(daemonLogger.Logger);
        factory.CreateLogger("Wattd.Gpu").GpuLost("00000000:01:00.0");

        var entry = _journal.Receive();
        Assert.Contains("MESSAGE=GPU 00000000:01:00.0 is lost", entry);
        Assert.Contains("PRIORITY=3", entry);
        Assert.Contains("SYSLOG_IDENTIFIER=wattd", entry);
        Assert.Contains("GPU_ID=00000000:01:00.0", entry);
        Assert.Contains("SOURCE_CONTEXT=Wattd.Gpu", entry);
        Assert.Contains($"MESSAGE_ID={EventMessageIds.All["GpuLost"]:N}", entry);
        Assert.DoesNotContain(entry, field => field.StartsWith("SIMULATED", StringComparison.Ordinal));
    }

    [Fact]
    public void TheRecordOfAnEncodeHasItsFiguresAsFields()
    {
        using var daemonLogger = DaemonLogger.Create(Options, simulated: false, _journal.Path);
        using var factory = new SerilogLoggerFactory(daemonLogger.Logger);
        factory.CreateLogger("Wattd.Encodes").Ended(
            new EndedEncode("channel-4", default, new TimeSpan(1, 2, 3)) { Cpu = Energy.FromJoules(1_116_000.5), Gpu = Energy.FromJoules(367_200), Frames = 223_200, CpuTime = TimeSpan.FromSeconds(99.5) });

        var entry = _journal.Receive();
        Assert.Contains("MESSAGE=Encode channel-4 ended after 1 h 2 min: 0.412 kWh (cpu 0.310, gpu 0.102), 223200 frames, 6.645 J/frame, 99.5 s of processor time", entry);
        Assert.Contains($"MESSAGE_ID={EventMessageIds.All["EncodeEnded"]:N}", entry);
        string[] fields =
        [
            "WATTD_ENCODE=channel-4", "WATTD_SECONDS=3723", "WATTD_CPU_SECONDS=99.5", "WATTD_JOULES_CPU=1116000.5", "WATTD_JOULES_GPU=367200", "WATTD_FRAMES=223200",
        ];
        Assert.All(fields, field => Assert.Contains(field, entry));
        // What was not measured has no field.
        Assert.DoesNotContain(entry, field => field.StartsWith("WATTD_JOULES_DRAM", StringComparison.Ordinal) || field.StartsWith("WATTD_MEDIA", StringComparison.Ordinal));
    }

    [Fact]
    public void AnEventWithoutAnEntryInTheTableOrWithoutANameHasNoId()
    {
        using var daemonLogger = DaemonLogger.Create(Options, simulated: false, _journal.Path);
        using var factory = new SerilogLoggerFactory(daemonLogger.Logger);
        var logger = factory.CreateLogger("Wattd.Gpu");

        logger.GpuWell("00000000:01:00.0");
        Assert.DoesNotContain(_journal.Receive(), field => field.StartsWith("MESSAGE_ID", StringComparison.Ordinal));
        daemonLogger.Logger.Information("Straight to Serilog");
        Assert.DoesNotContain(_journal.Receive(), field => field.StartsWith("MESSAGE_ID", StringComparison.Ordinal));
    }

    [Fact]
    public void OnASimulatedNodeEveryEntrySaysSoAndKeepsTheRest()
    {
        using var daemonLogger = DaemonLogger.Create(Options, simulated: true, _journal.Path);
        using var factory = new SerilogLoggerFactory(daemonLogger.Logger);
        factory.CreateLogger("Wattd.Gpu").GpuLost("00000000:01:00.0");

        var entry = _journal.Receive();
        Assert.Contains("MESSAGE=[simulated] GPU 00000000:01:00.0 is lost", entry);
        Assert.Contains("SIMULATED=1", entry);
        Assert.Contains("GPU_ID=00000000:01:00.0", entry);
        Assert.Contains($"MESSAGE_ID={EventMessageIds.All["GpuLost"]:N}", entry);
    }

    [Fact]
    public void TheLevelCanBeChangedAtRunTime()
    {
        using var daemonLogger = DaemonLogger.Create(Options, simulated: false, _journal.Path);
        using var factory = new SerilogLoggerFactory(daemonLogger.Logger);
        var logger = factory.CreateLogger("Wattd.Cpu");
        Assert.Equal(LogEventLevel.Information, daemonLogger.Level);

        logger.Detail();
        Assert.True(_journal.IsEmpty);

        daemonLogger.Level = LogEventLevel.Debug;
        Assert.True(logger.IsEnabled(LogLevel.Debug));
        logger.Detail();
        Assert.Contains("MESSAGE=A detail", _journal.Receive());

        daemonLogger.Level = LogEventLevel.Error;
        logger.Warn();
        Assert.True(_journal.IsEmpty);
    }

    [Theory]
    [InlineData(LogEventLevel.Debug)]
    [InlineData(LogEventLevel.Information)]
    [InlineData(LogEventLevel.Warning)]
    public void TheFrameworkLogsFromWarningUp(LogEventLevel level)
    {
        using var daemonLogger = DaemonLogger.Create(Options with { Level = level }, simulated: false, _journal.Path);
        using var factory = new SerilogLoggerFactory(daemonLogger.Logger);
        var framework = factory.CreateLogger("Microsoft.Hosting.Lifetime");

        framework.Remark();
        Assert.True(_journal.IsEmpty);
        framework.Warn();
        Assert.Contains("MESSAGE=A warning", _journal.Receive());
    }

    [Fact]
    public void WhereOnlyErrorsAreWantedTheFrameworksWarningsAreNot()
    {
        using var daemonLogger = DaemonLogger.Create(
            Options with { Level = LogEventLevel.Error }, simulated: false, _journal.Path);
        using var factory = new SerilogLoggerFactory(daemonLogger.Logger);
        var framework = factory.CreateLogger("Microsoft.AspNetCore.Server.Kestrel");

        framework.Warn();
        Assert.True(_journal.IsEmpty);
        framework.Fail();
        Assert.Contains("MESSAGE=An error", _journal.Receive());
    }

    [Fact]
    public void TheHostsOwnLinesAreLeftOut()
    {
        using var daemonLogger = DaemonLogger.Create(Options, simulated: false, _journal.Path);
        using var factory = new SerilogLoggerFactory(daemonLogger.Logger);

        factory.CreateLogger("Microsoft.Extensions.Hosting.Internal.Host").StopsHost();
        factory.CreateLogger("Wattd.Hosting.Daemon").StopsHost();

        Assert.Contains("MESSAGE=A service failed", _journal.Receive());
        Assert.True(_journal.IsEmpty);
    }

    [Fact]
    public void DroppedEventsAreCounted()
    {
        using var daemonLogger = DaemonLogger.Create(Options, simulated: false, _journal.Path);
        Assert.Equal(0, daemonLogger.DroppedEvents);

        const int events = 1000;
        for (var i = 0; i < events; i++)
            daemonLogger.Logger.Information("Nobody reads this");

        var received = 0L;
        for (; !_journal.IsEmpty; received++)
            _journal.Receive();
        Assert.InRange(daemonLogger.DroppedEvents, 1, events - 1);
        Assert.Equal(events - received, daemonLogger.DroppedEvents);
    }
}
