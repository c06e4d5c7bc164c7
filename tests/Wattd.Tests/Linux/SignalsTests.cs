using Wattd.Linux;
using static Wattd.Linux.Signals;

namespace Wattd.Tests.Linux;

public sealed unsafe class SignalsTests
{
    /// <summary>kill(1) -l knows them too.</summary>
    [Theory]
    [InlineData(SIGTERM, "SIGTERM")]
    [InlineData(SIGKILL, "SIGKILL")]
    [InlineData(11, "SIGSEGV")]
    [InlineData(34, "signal 34")]
    public void ASignalHasTheNameThatShellsUse(int signal, string name) => Assert.Equal(name, NameOf(signal));

    /// <summary>The test runner handles interrupts, and the runtime ignores broken pipes.</summary>
    [Fact]
    public void AnIgnoredSignalIsSeen()
    {
        Assert.True(IsIgnored(SIGPIPE));
        Assert.False(IsIgnored(SIGKILL));
        Assert.False(IsIgnored(SIGCHLD));
    }

    [Fact]
    public void ASetOfSignalsIsAMask()
    {
        var set = stackalloc byte[Spawn.OpaqueSize];
        Assert.Equal(0, sigemptyset(set));
        Add(set, SIGHUP);
        Add(set, SIGCANCEL);
        Add(set, SIGSETXID);
        Assert.Equal(0x1_8000_0001UL, *(ulong*)set);
    }
}
