using Wattd.Hosting;

namespace Wattd.Tests.Hosting;

public sealed class LastLineTests
{
    [Fact]
    public void MemoryOrThreadsThatAreDeniedNameTheLimits()
    {
        Assert.Contains("ulimit -v, -d, -u", LastLine.Of(new OutOfMemoryException()));
        Assert.Contains("ulimit -v, -d, -u", LastLine.Of(new TypeInitializationException("X", new IOException("Cannot allocate memory", 12))));
    }

    [Fact]
    public void OutputThatIsDeniedNamesTheCause() =>
        Assert.Equal("wattd: cannot write the output: No space left on device", LastLine.Of(new IOException("No space left on device")));

    [Fact]
    public void AFaultOfTheProgramKeepsItsTrace() => Assert.Null(LastLine.Of(new InvalidOperationException()));
}
