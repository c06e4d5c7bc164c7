using Wattd.Collectors.Encodes.Cgroups;

namespace Wattd.Tests.Collectors.Encodes.Cgroups;

public sealed class CgroupNameTests
{
    const string Id = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    const string Pod = "8f3a1c2e-7b1d-4c55-9a53-0c1d2e3f4a5b", PodWithUnderscores = "8f3a1c2e_7b1d_4c55_9a53_0c1d2e3f4a5b";
    const string StaticPod = "fe5d2c8a91b34c76a0d1e2f3a4b5c6d7";

    [Theory]
    [InlineData("system.slice/channel-4.service", "channel-4")]
    [InlineData("system.slice/system-encode.slice/encode@4.service", "encode@4")]
    [InlineData("encode.slice/live.one.service", "live.one")]
    [InlineData("system.slice/run-u12.service", "run-u12")]
    [InlineData("system.slice/run-r0123456789abcdef.scope", "run-r0123456789abcdef")]
    [InlineData("user.slice/user-1000.slice/session-3.scope", "session-3")]
    [InlineData("user.slice/user-1000.slice/user@1000.service/app.slice/x.service", "x@1000")]
    [InlineData($"system.slice/docker-{Id}.scope", "docker-0123456789ab")]
    [InlineData($"docker/{Id}", "docker-0123456789ab")]
    [InlineData($"machine.slice/libpod-{Id}.scope", "libpod-0123456789ab")]
    [InlineData($"user.slice/user-1000.slice/user@1000.service/user.slice/libpod-{Id}.scope", "libpod-0123456789ab@1000")]
    [InlineData($"machine.slice/libpod_parent/libpod-{Id}", "libpod-0123456789ab")]
    [InlineData($"kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod{PodWithUnderscores}.slice/cri-containerd-{Id}.scope", $"{Pod}/0123456789ab")]
    [InlineData($"kubepods.slice/kubepods-pod{PodWithUnderscores}.slice/crio-{Id}.scope", $"{Pod}/0123456789ab")]
    [InlineData($"kubepods/besteffort/pod{Pod}/{Id}", $"{Pod}/0123456789ab")]
    [InlineData($"kubepods/burstable/pod{StaticPod}/{Id}", $"{StaticPod}/0123456789ab")]
    [InlineData(@"machine.slice/machine-qemu\x2d1\x2dname.scope", "machine-qemu-1-name")]
    [InlineData("ffrtmp/job-7", "ffrtmp/job-7")]
    [InlineData("system.slice/slurmstepd.scope/job_123", "slurmstepd/job_123")]
    [InlineData("encode.slice/by-hand", "encode/by-hand")]
    [InlineData("by-hand", "by-hand")]
    public void TheNameIsTheUnitOrTheContainer(string path, string name) => Assert.Equal(name, CgroupName.Of(path));

    [Theory]
    [InlineData("system.slice")]
    [InlineData("encode.slice")]
    [InlineData("kubepods.slice/kubepods-burstable.slice")]
    [InlineData("init.scope")]
    [InlineData("user.slice/user-1000.slice/user@1000.service/init.scope")]
    [InlineData("user.slice/user-1000.slice/user@1000.service")]
    [InlineData($"machine.slice/libpod-conmon-{Id}.scope")]
    [InlineData($"kubepods.slice/crio-conmon-{Id}.scope")]
    [InlineData("")]
    public void WhatHoldsOthersOrWatchesThemIsNoEncode(string path) => Assert.False(CgroupName.CanBeEncode(path));

    [Theory]
    [InlineData("system.slice/channel-4.service", "system.slice/channel-4.service")]
    [InlineData("system.slice/channel-4.service/worker/1", "system.slice/channel-4.service")]
    [InlineData("user.slice/user-1000.slice/user@1000.service/app.slice/x.service/sub", "user.slice/user-1000.slice/user@1000.service/app.slice/x.service")]
    [InlineData("user.slice/user-1000.slice/session-3.scope", "user.slice/user-1000.slice/session-3.scope")]
    [InlineData($"system.slice/docker-{Id}.scope/init", $"system.slice/docker-{Id}.scope")]
    [InlineData($"docker/{Id}/system.slice/inner.service", $"docker/{Id}")]
    [InlineData($"system.slice/k3s.service/kubepods/pod{Pod}/{Id}", $"system.slice/k3s.service/kubepods/pod{Pod}/{Id}")]
    [InlineData("ffrtmp/job-7", "ffrtmp/job-7")]
    [InlineData("by-hand/encode", "by-hand/encode")]
    [InlineData("system.slice", null)]
    [InlineData("init.scope", null)]
    [InlineData("user.slice/user-1000.slice/user@1000.service/init.scope", null)]
    [InlineData($"machine.slice/libpod-conmon-{Id}.scope", null)]
    public void TheEncodeOfAProcessIsItsContainerElseItsUnit(string path, string? holder) => Assert.Equal(holder, CgroupName.HolderOf(path));

    [Fact]
    public void UnitsOfTheSameNameGetLongerNames()
    {
        var taken = new HashSet<string>();
        string[] paths = ["system.slice/x.service", "system.slice/x.scope", "other.slice/x.service", "third.slice/x.service"];
        foreach (var path in paths)
            Assert.True(taken.Add(CgroupName.Of(path, taken.Contains)));
        Assert.Equal(["/third.slice/x.service", "x", "x.scope", "x.service"], taken.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void AVeryLongNameIsCutBetweenCharactersAndStaysUnique()
    {
        var taken = new HashSet<string>();
        for (var i = 0; i < 5; i++)
            Assert.True(taken.Add(CgroupName.Of($"encode.slice/{new string('ä', 120)}{i}.service", taken.Contains)));
        Assert.All(taken, name => Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(name), 1, 128));
        Assert.All(taken, name => Assert.DoesNotContain('\uFFFD', name));
    }

    [Theory]
    [InlineData("system.slice/channel-4.service", "channel-4.service")]
    [InlineData("ffrtmp/job-7", "")]
    public void TheUnitIsTheWholeName(string path, string unit) => Assert.Equal(unit, CgroupName.UnitOf(path));
}
