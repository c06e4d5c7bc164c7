using Wattd.Http.Connections;

namespace Wattd.Tests.Http.Connections;

public sealed class OpenFileLimitTests
{
    [Fact]
    public void AHighEnoughLimitIsUnchanged()
    {
        var now = OpenFileLimit.Raise(0);
        Assert.True(now > 0);
        Assert.Equal(now, OpenFileLimit.Raise(1));
    }

    [Fact]
    public void MoreThanTheKernelAllowsIsNotGranted()
    {
        var most = OpenFileLimit.Raise(ulong.MaxValue);
        Assert.Equal(most, OpenFileLimit.Raise(ulong.MaxValue));
        Assert.True(most >= OpenFileLimit.Raise(0));
    }
}
