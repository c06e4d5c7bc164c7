using Wattd.Collectors.Sampling;

namespace Wattd.Tests.Collectors.Sampling;

public class SystemSuspendTests
{
    [Fact]
    public void ARunningMachineWasNotSuspended()
    {
        var suspend = new SystemSuspend();
        for (var i = 0; i < 1_000; i++)
            Assert.False(suspend.HappenedSinceLastCall());
    }

    [Fact]
    public void WhenTheSleptTimeGrowsTheMachineWasSuspendedOnce()
    {
        var suspend = new SystemSuspend();
        Assert.False(Observe(suspend, 10, 10));
        Assert.True(Observe(suspend, 12, 12));
        Assert.False(Observe(suspend, 12, 12));
        Assert.True(Observe(suspend, 12.5, 12.5));
    }

    [Fact]
    public void AThreadThatWasDelayedBetweenTheClocksSeesNoSuspend()
    {
        var suspend = new SystemSuspend();
        Assert.False(Observe(suspend, 7, 13));
        Assert.False(Observe(suspend, 10, 10));
        Assert.False(Observe(suspend, 4, 16));
        Assert.False(Observe(suspend, 10, 10));
    }

    static bool Observe(SystemSuspend suspend, double atLeast, double atMost) =>
        suspend.Observe(TimeSpan.FromSeconds(atLeast), TimeSpan.FromSeconds(atMost));
}
