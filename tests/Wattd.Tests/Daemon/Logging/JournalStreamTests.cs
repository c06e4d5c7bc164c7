using System.Net.Sockets;
using Wattd.Daemon.Logging;
using Wattd.Tests.Support;

namespace Wattd.Tests.Daemon.Logging;

public sealed class JournalStreamTests
{
    const int NoDescriptor = 1_000_000;

    [Fact]
    public void AFileMatchesItsOwnNumbersAndNoOthers()
    {
        using var folder = new TemporaryFolder();
        using var one = File.OpenHandle(folder.File("one"), FileMode.Create, FileAccess.Write);
        using var other = File.OpenHandle(folder.File("other"), FileMode.Create, FileAccess.Write);
        var identity = StreamIdentity.Of(folder.File("one"));

        Assert.True(JournalStream.Matches(identity, (int)one.DangerousGetHandle()));
        Assert.False(JournalStream.Matches(identity, (int)other.DangerousGetHandle()));
        Assert.False(JournalStream.Matches("1" + identity, (int)one.DangerousGetHandle()));
    }

    [Fact]
    public void ASocketMatchesItsOwnNumbers()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        Assert.True(JournalStream.Matches(StreamIdentity.Of($"/proc/self/fd/{socket.Handle}"), (int)socket.Handle));
    }

    [Fact]
    public void ADeviceFileMatchesItsOwnNumbers()
    {
        using var file = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Write);
        Assert.True(JournalStream.Matches(StreamIdentity.Of("/dev/null"), (int)file.DangerousGetHandle()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("8")]
    [InlineData("8:")]
    [InlineData(":1")]
    [InlineData("8:1:2")]
    [InlineData("-8:1")]
    [InlineData("eight:one")]
    public void AnythingButAPairOfNumbersMatchesNothing(string? value) => Assert.False(JournalStream.Matches(value, 2));

    [Fact]
    public void AClosedDescriptorMatchesNothing() => Assert.False(JournalStream.Matches("8:1", NoDescriptor));
}
