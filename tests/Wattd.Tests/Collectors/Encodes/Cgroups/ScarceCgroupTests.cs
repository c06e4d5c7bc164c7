using Wattd.Collectors.Encodes;
using Wattd.Collectors.Encodes.Cgroups;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Encodes.Cgroups;

[Collection(nameof(ScarceDescriptors))]
public sealed class ScarceCgroupTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    public void WithoutFreeDescriptorsNothingFailsAndTheNextLookFindsTheEncodes(int left)
    {
        using var planted = new PlantedCgroups().Add("encode.slice/a.service").Add("encode.slice/b.service");
        using var follower = new CgroupFollower(new EncodesOptions { CgroupPath = planted.Path, ProcfsPath = planted.Procfs }, new CollectingLogger());
        List<CgroupUse> uses = [];
        using (new ScarceDescriptors(left))
        {
            follower.Look();
            follower.Read(uses);
            follower.ReadBusy();
            follower.ClaimCgroup(1);
            follower.ClaimProcess(1, mayClaim: true);
        }
        follower.Look();
        follower.Read(uses);
        Assert.Equal(["encode.slice/a.service", "encode.slice/b.service"], uses.Select(use => use.Path).Order(StringComparer.Ordinal));
    }
}
