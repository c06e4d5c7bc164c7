using System.Diagnostics;
using System.Globalization;
using Serilog.Events;
using Serilog.Sinks.Journald.Tests.Support;

namespace Serilog.Sinks.Journald.Tests;

public sealed class EntryTests : IDisposable
{
    readonly SinkFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void AnEventIsOneEntryWithMessagePriorityIdentifierAndProperties()
    {
        _fixture.Logger.Information("Read {ZoneCount} zones of {Tree} in {ElapsedMs:0.0} ms", 4, "intel-rapl", 1.5);

        var entry = _fixture.Journal.Receive();
        Assert.Equal(
            ["PRIORITY", "SYSLOG_IDENTIFIER", "MESSAGE", "ZONE_COUNT", "TREE", "ELAPSED_MS"], entry.Names);
        Assert.Equal("Read 4 zones of intel-rapl in 1.5 ms", entry["MESSAGE"]);
        Assert.Equal("4", entry["ZONE_COUNT"]);
        Assert.Equal("intel-rapl", entry["TREE"]);
        Assert.Equal("1.5", entry["ELAPSED_MS"]);
        Assert.Equal(AppDomain.CurrentDomain.FriendlyName, entry["SYSLOG_IDENTIFIER"]);
        Assert.True(_fixture.Journal.IsEmpty);
    }

    [Theory]
    [InlineData(LogEventLevel.Verbose, "7")]
    [InlineData(LogEventLevel.Debug, "7")]
    [InlineData(LogEventLevel.Information, "6")]
    [InlineData(LogEventLevel.Warning, "4")]
    [InlineData(LogEventLevel.Error, "3")]
    [InlineData(LogEventLevel.Fatal, "2")]
    public void ALevelBecomesItsSyslogPriority(LogEventLevel level, string priority)
    {
        _fixture.Logger.Write(level, "An event");
        Assert.Equal(priority, _fixture.Journal.Receive()["PRIORITY"]);
    }

    [Fact]
    public void ANewlineInAValueOrInTheMessageIsKept()
    {
        _fixture.Logger.Information("Output: {Output}", "first\nsecond=2\n\nPRIORITY=0\n");

        var entry = _fixture.Journal.Receive();
        Assert.Equal("first\nsecond=2\n\nPRIORITY=0\n", entry["OUTPUT"]);
        Assert.Equal("Output: first\nsecond=2\n\nPRIORITY=0\n", entry["MESSAGE"]);
        Assert.Equal("6", entry["PRIORITY"]);
    }

    [Fact]
    public void AnExceptionIsASeparateField()
    {
        var exception = new InvalidOperationException("outer", new IOException("inner"));
        _fixture.Logger.Error(exception, "It failed");

        var entry = _fixture.Journal.Receive();
        Assert.Equal("It failed", entry["MESSAGE"]);
        Assert.Equal(exception.ToString(), entry["EXCEPTION"]);
    }

    [Fact]
    public void AnActivityAddsItsTraceAndSpan()
    {
        using var activity = new Activity("scrape").Start();
        _fixture.Logger.Information("Within an activity");

        var entry = _fixture.Journal.Receive();
        Assert.Equal(activity.TraceId.ToHexString(), entry["TRACE_ID"]);
        Assert.Equal(activity.SpanId.ToHexString(), entry["SPAN_ID"]);
    }

    [Fact]
    public void AValueIsMachineReadable()
    {
        var stamp = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.FromHours(1));
        _fixture.Logger
            .ForContext("Nothing", null)
            .ForContext("Number", -12345.5)
            .ForContext("Large", ulong.MaxValue)
            .ForContext("Stamp", stamp)
            .ForContext("Span", TimeSpan.FromSeconds(1.5))
            .ForContext("Flag", true)
            .ForContext("Level", LogEventLevel.Warning)
            .ForContext("Letter", '"')
            .ForContext("List", new[] { 1, 2 })
            .ForContext("Map", new Dictionary<string, string> { ["a"] = "say \"b\"" })
            .Information("Values");

        var entry = _fixture.Journal.Receive();
        Assert.Equal("", entry["NOTHING"]);
        Assert.Equal("-12345.5", entry["NUMBER"]);
        Assert.Equal("18446744073709551615", entry["LARGE"]);
        Assert.Equal("2026-03-04T05:06:07.0000000+01:00", entry["STAMP"]);
        Assert.Equal("00:00:01.5000000", entry["SPAN"]);
        Assert.Equal("True", entry["FLAG"]);
        Assert.Equal("Warning", entry["LEVEL"]);
        Assert.Equal("\"", entry["LETTER"]);
        Assert.Equal("[1,2]", entry["LIST"]);
        Assert.Equal("{\"a\":\"say \\\"b\\\"\"}", entry["MAP"]);
    }

    [Fact]
    public void TheFormatProviderFormatsTheMessageAndLeavesTheFieldsInvariant()
    {
        var decimalComma = new NumberFormatInfo { NumberDecimalSeparator = "," };
        using var fixture = new SinkFixture(formatProvider: decimalComma);
        fixture.Logger.Information("{Watts} W", 12.5);

        var entry = fixture.Journal.Receive();
        Assert.Equal("12,5 W", entry["MESSAGE"]);
        Assert.Equal("12.5", entry["WATTS"]);
    }

    [Fact]
    public void APropertyNamedLikeAKnownFieldGetsATrailingUnderscore()
    {
        _fixture.Logger
            .ForContext("Message", "not the message")
            .ForContext("Priority", 0)
            .ForContext("SYSLOG_IDENTIFIER", "somebody else")
            .ForContext("Unit", "W")
            .ForContext("_PID", 1)
            .Information("The message");

        var entry = _fixture.Journal.Receive();
        Assert.Equal("The message", entry["MESSAGE"]);
        Assert.Equal("not the message", entry["MESSAGE_"]);
        Assert.Equal("6", entry["PRIORITY"]);
        Assert.Equal("0", entry["PRIORITY_"]);
        Assert.Equal("somebody else", entry["SYSLOG_IDENTIFIER_"]);
        Assert.Equal("W", entry["UNIT_"]);
        Assert.Equal("1", entry["PID"]);
    }

    [Fact]
    public void TheIdentifierIsTheConfiguredOne()
    {
        using var fixture = new SinkFixture(path => new() { SocketPath = path, SyslogIdentifier = "wattd" });
        fixture.Logger.Information("Hello");
        Assert.Equal("wattd", fixture.Journal.Receive()["SYSLOG_IDENTIFIER"]);
    }
}
