using Serilog.Core;
using Serilog.Events;
using Serilog.Sinks.Journald.Tests.Support;

namespace Serilog.Sinks.Journald.Tests;

public sealed class ConfigurationTests
{
    [Fact]
    public void TheMinimumLevelOfTheSinkHolds()
    {
        using var journal = new JournalReceiver();
        using var logger = new LoggerConfiguration()
            .WriteTo.Journald(new() { SocketPath = journal.Path }, restrictedToMinimumLevel: LogEventLevel.Warning)
            .CreateLogger();

        logger.Information("Below");
        logger.Warning("At");
        Assert.Equal("At", journal.Receive()["MESSAGE"]);
        Assert.True(journal.IsEmpty);
    }

    [Fact]
    public void TheLevelSwitchOfTheSinkCanBeChanged()
    {
        using var journal = new JournalReceiver();
        var level = new LoggingLevelSwitch(LogEventLevel.Error);
        using var logger = new LoggerConfiguration()
            .WriteTo.Journald(new() { SocketPath = journal.Path }, levelSwitch: level)
            .CreateLogger();

        logger.Warning("Before");
        level.MinimumLevel = LogEventLevel.Warning;
        logger.Warning("After");
        Assert.Equal("After", journal.Receive()["MESSAGE"]);
    }

    [Fact]
    public void TheDefaultsWork()
    {
        using var logger = new LoggerConfiguration().WriteTo.Journald().CreateLogger();
        Assert.Equal("/run/systemd/journal/socket", new JournaldSinkOptions().SocketPath);
    }

    [Fact]
    public void APathThatIsTooLongIsRefusedByName()
    {
        var path = "/run/" + new string('x', 103);
        var exception = Assert.Throws<ArgumentException>(
            () => new LoggerConfiguration().WriteTo.Journald(new() { SocketPath = path }));
        Assert.Contains(path, exception.Message);
    }

    [Fact]
    public void TheLongestPathIsAccepted()
    {
        using var sink = new JournaldSink(new() { SocketPath = "/run/" + new string('x', 102) }, formatProvider: null);
    }

    [Fact]
    public void AnEmptyPathOrIdentifierIsRefusedByName()
    {
        Assert.Equal("options.SocketPath", Refusal(new() { SocketPath = "" }));
        Assert.Equal("options.SyslogIdentifier", Refusal(new() { SyslogIdentifier = "" }));
    }

    static string? Refusal(JournaldSinkOptions options) =>
        Assert.Throws<ArgumentException>(() => new LoggerConfiguration().WriteTo.Journald(options)).ParamName;
}
