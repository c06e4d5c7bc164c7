using Serilog.Sinks.Journald.Tests.Support;

namespace Serilog.Sinks.Journald.Tests;

public sealed class MessageIdTests
{
    const string Hexadecimal = "00112233445566778899aabbccddeeff";
    static readonly Guid Id = Guid.ParseExact(Hexadecimal, "N");
    static readonly Guid OtherId = Guid.ParseExact("ffeeddccbbaa99887766554433221100", "N");

    [Fact]
    public void WithoutAnySourceThereIsNoId()
    {
        using var fixture = new SinkFixture();
        fixture.Logger.Information("Hello");
        Assert.DoesNotContain("MESSAGE_ID", fixture.Journal.Receive().Names);
    }

    [Fact]
    public void TheResolverSetsTheId()
    {
        using var fixture = new SinkFixture(path => new()
        {
            SocketPath = path,
            MessageId = logEvent => logEvent.Properties.ContainsKey("Lost") ? Id : null,
        });

        fixture.Logger.Information("{Lost}", 1);
        Assert.Equal(Hexadecimal, fixture.Journal.Receive()["MESSAGE_ID"]);

        fixture.Logger.Information("{Found}", 1);
        Assert.DoesNotContain("MESSAGE_ID", fixture.Journal.Receive().Names);
    }

    [Theory]
    [InlineData(Hexadecimal)]
    [InlineData("00112233445566778899AABBCCDDEEFF")]
    public void APropertyOfThirtyTwoHexadecimalDigitsSetsTheId(string value)
    {
        using var fixture = new SinkFixture();
        fixture.Logger.ForContext("MessageId", value).Information("Hello");

        var entry = fixture.Journal.Receive();
        Assert.Equal(Hexadecimal, entry["MESSAGE_ID"]);
        Assert.DoesNotContain("MESSAGE_ID_", entry.Names);
    }

    [Fact]
    public void APropertyThatIsAGuidSetsTheId()
    {
        using var fixture = new SinkFixture();
        fixture.Logger.ForContext("MessageId", Id).Information("Hello");
        Assert.Equal(Hexadecimal, fixture.Journal.Receive()["MESSAGE_ID"]);
    }

    [Fact]
    public void APropertyThatIsNotAnIdIsAnOrdinaryField()
    {
        using var fixture = new SinkFixture();
        fixture.Logger.ForContext("MessageId", "msg-17").Information("Hello");

        var entry = fixture.Journal.Receive();
        Assert.Equal("msg-17", entry["MESSAGE_ID_"]);
        Assert.DoesNotContain("MESSAGE_ID", entry.Names);
    }

    [Fact]
    public void TheResolverOverridesTheProperty()
    {
        using var fixture = new SinkFixture(path => new() { SocketPath = path, MessageId = _ => Id });
        fixture.Logger.ForContext("MessageId", OtherId).Information("Hello");

        var entry = fixture.Journal.Receive();
        Assert.Equal(Hexadecimal, entry["MESSAGE_ID"]);
        Assert.Equal(OtherId, Guid.Parse(entry["MESSAGE_ID_"]));
    }
}
