using Wattd.Linux;

namespace Wattd.Tests.Linux;

public sealed class UnistdTests
{
    [Fact]
    public void TheProcessorsAreThoseOfTheMachine()
    {
        // The lines of /proc/stat: the whole machine, then each processor that is online.
        Assert.Equal(File.ReadLines("/proc/stat").Count(line => line.StartsWith("cpu", StringComparison.Ordinal) && char.IsAsciiDigit(line[3])), Unistd.Processors);
    }
}
