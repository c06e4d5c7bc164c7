using Wattd.Collectors.Gpu.NvidiaSmi;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Gpu.NvidiaSmi;

/// <summary>The limit of open files applies to the whole process: no other test runs at the same time.</summary>
[CollectionDefinition(nameof(ScarceDescriptors), DisableParallelization = true)]
public sealed class ScarceDescriptorTests;

[Collection(nameof(ScarceDescriptors))]
public sealed class ChildProcessTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void AStartThatFindsTooFewDescriptorsLeavesNoneOpen(int left)
    {
        using var _ = new ScarceDescriptors(left);

        Assert.Throws<IOException>(() => ChildProcess.Start("/bin/true", ["true"], []));

        Assert.Equal(left, ScarceDescriptors.CountLeft());
    }
}
