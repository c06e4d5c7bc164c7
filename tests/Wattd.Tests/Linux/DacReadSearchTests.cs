using Wattd.Linux;
using Wattd.Tests.Support;

namespace Wattd.Tests.Linux;

public class DacReadSearchTests
{
    const uint Capability = 1u << 2;

    [Fact]
    public void AUserWithTheCapabilityReadsWhatIsForRootAndHoldsItForTheOpensOnly()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can grant a capability");
        using var node = new SampledNode();
        var zone = node.Tree.Zone("intel-rapl:0", "package-0");
        zone.SetMode("energy_uj", UnixFileMode.UserRead);
        zone.SetMode("max_energy_range_uj", UnixFileMode.UserRead);

        Unprivileged.Run(
            () =>
            {
                Assert.Throws<UnauthorizedAccessException>(() => File.ReadAllText(zone.CounterPath));
                node.Sample();
                Assert.Equal(0u, Unprivileged.Effective);
                node.Sample(0.1);
            },
            permitted: Capability);

        Assert.Equal(["package_0/0"], node.Zones);
        Assert.Equal(["CpuMeasured"], node.Log.Events);
    }

    [Fact]
    public void AThreadThatClearedItHoldsItOnlyWhileItIsRaised() => Run(() =>
    {
        var others = Unprivileged.Effective & ~Capability;
        DacReadSearch.ClearEffective();
        Assert.Equal(others, Unprivileged.Effective);
        using (DacReadSearch.Raise())
        {
            Assert.Equal(Environment.IsPrivilegedProcess, (Unprivileged.Effective & Capability) != 0);
            using (DacReadSearch.Raise())
                Assert.Equal(Environment.IsPrivilegedProcess, (Unprivileged.Effective & Capability) != 0);
            Assert.Equal(Environment.IsPrivilegedProcess, (Unprivileged.Effective & Capability) != 0);
        }
        Assert.Equal(others, Unprivileged.Effective);
    });

    [Fact]
    public void AThreadThatIsStartedAfterwardsDoesNotHoldIt() => Run(() =>
    {
        DacReadSearch.ClearEffective();
        var effective = uint.MaxValue;
        var thread = new Thread(() => effective = Unprivileged.Effective);
        thread.Start();
        thread.Join();
        Assert.Equal(0u, effective & Capability);
    });

    [Fact]
    public void WhereItWasNeverGrantedRaisingItDoesNothing() => Unprivileged.Run(() =>
    {
        DacReadSearch.ClearEffective();
        using (DacReadSearch.Raise())
            Assert.Equal(0u, Unprivileged.Effective);
    });

    /// <summary>Runs on its own thread: a thread cannot get back what it dropped.</summary>
    static void Run(Action action)
    {
        var failure = default(Exception);
        var thread = new Thread(() => failure = Record.Exception(action));
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }
}
