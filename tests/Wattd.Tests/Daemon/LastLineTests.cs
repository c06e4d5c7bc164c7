using System.ComponentModel;
using Wattd.Daemon;

namespace Wattd.Tests.Daemon;

public sealed class LastLineTests
{
    [Fact]
    public void DeniedMemoryOrThreadsNameTheLimits()
    {
        Assert.Contains("ulimit -v, -d, -u", LastLine.Of(new InsufficientMemoryException()));
        Assert.Contains("ulimit -v, -d, -u", LastLine.Of(new TypeInitializationException("X", new IOException("in use"))));
        Assert.Contains("ulimit -v, -d, -u", LastLine.Of(new Win32Exception(12)));
        Assert.Contains("-n;", LastLine.Of(new TypeInitializationException("System.Net.Sockets.SocketAsyncEngine", new NotSupportedException("24"))));
        Assert.Null(LastLine.Of(new TypeInitializationException("Wattd.X", new NotSupportedException())));
    }

    [Fact]
    public void DeniedOutputNamesTheCause()
    {
        Assert.Equal("wattd: cannot write the output: No space left on device", LastLine.Of(new IOException("No space left on device")));
        Assert.Equal(
            "wattd: cannot write the output: Bad file descriptor",
            LastLine.Of(new UnauthorizedAccessException("Access", new IOException("Bad file descriptor"))));
    }

    [Fact]
    public void AFaultOfTheProgramKeepsItsTrace() => Assert.Null(LastLine.Of(new InvalidOperationException()));
}
