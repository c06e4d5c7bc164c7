using Wattd.Collectors;
using Wattd.Collectors.Encodes;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Encodes;

public sealed class EncodesProbeTests : IDisposable
{
    readonly PlantedCgroups _planted = new();

    public void Dispose() => _planted.Dispose();

    [Fact]
    public void TheEncodesThatRunAreNamed()
    {
        Assert.StartsWith("no unit or container that matches encodes.match runs now", Examine().Line);
        for (var i = 0; i < 7; i++)
            _planted.Add($"encode.slice/channel-{i}.service");
        _planted.Add("encode.slice/stopped.service", isPopulated: false);
        Assert.Equal(
            (ProbeOutcome.Ok, "7 encodes run: channel-0, channel-1, channel-2, channel-3, channel-4, …"), (Examine().Outcome, Examine().Line));
        Assert.EndsWith("; 4 more are not followed because of encodes.max", Examine(new EncodesOptions { Most = 3 }).Line);
    }

    [Fact]
    public void OnAHybridHostTheKernelOptionIsNamed()
    {
        _planted.MakeHybrid();
        var result = Examine();
        Assert.Equal((ProbeOutcome.Missing, false, true), (result.Outcome, result.Wanted, result.IsWell));
        Assert.Equal(
            $"{_planted.Path} is not cgroup v2, so encodes cannot be distinguished: boot with systemd.unified_cgroup_hierarchy=1, or set path.cgroup to where it is mounted",
            result.Line);
        Assert.False(Examine(new EncodesOptions { Mode = CollectorMode.Required }).IsWell);
        Assert.Contains("mount the host's /sys/fs/cgroup read-only", Examine(new EncodesOptions { InContainer = true }).Line);
    }

    [Fact]
    public void WhereItIsOffNothingIsLookedAt()
    {
        _planted.MakeHybrid();
        Assert.Equal(ProbeOutcome.Off, Examine(new EncodesOptions { Mode = CollectorMode.Off }).Outcome);
    }

    ProbeResult Examine(EncodesOptions? options = null) =>
        Assert.Single(new EncodesProbe((options ?? new EncodesOptions()) with { CgroupPath = _planted.Path, ProcfsPath = _planted.Procfs }).Examine());
}
