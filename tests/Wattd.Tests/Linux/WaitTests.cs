using static Wattd.Linux.Wait;

namespace Wattd.Tests.Linux;

/// <summary>Wait statuses as waitpid(2) returns them: the exit code in the second byte, or a signal in the first.</summary>
public sealed class WaitTests
{
    [Theory]
    [InlineData(0x0000, 0)]
    [InlineData(0x0300, 3)]
    [InlineData(0xff00, 255)]
    public void AnExitHasACode(int status, int code) => Assert.Equal(code, ExitCodeOf(status));

    [Theory]
    [InlineData(0x0009, 9)]
    [InlineData(0x000f, 15)]
    [InlineData(0x008b, 11)] // It left a core.
    public void ASignalHasANumberAndNoCode(int status, int signal)
    {
        Assert.Null(ExitCodeOf(status));
        Assert.Equal(signal, SignalOf(status));
    }
}
