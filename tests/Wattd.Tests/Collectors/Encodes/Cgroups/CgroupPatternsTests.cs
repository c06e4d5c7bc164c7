using Wattd.Collectors.Encodes;
using Wattd.Collectors.Encodes.Cgroups;

namespace Wattd.Tests.Collectors.Encodes.Cgroups;

public sealed class CgroupPatternsTests
{
    [Theory]
    [InlineData("system.slice/ffmpeg-live.service", true)]
    [InlineData("system.slice/my-ffmpeg.service", true)]
    [InlineData("system.slice/system-encode.slice/encode@4.service", true)]
    [InlineData("system.slice/transcoder.service", true)]
    [InlineData("user.slice/user-1000.slice/user@1000.service/app.slice/encoder.service", true)]
    [InlineData("system.slice/run-ffmpeg.scope", true)]
    [InlineData("encode.slice/channel-1.service", true)]
    [InlineData("encode.slice/by-hand", true)]
    [InlineData("encode.slice/encode-live.slice/channel-1.service", true)]
    [InlineData("user.slice/user-1000.slice/user@1000.service/encode.slice/channel-1.service", true)]
    [InlineData("ffrtmp/job-7", true)]
    [InlineData("encode.slice", false)]
    [InlineData("encode.slice/encode-live.slice", false)]
    [InlineData("ffrtmp", false)]
    [InlineData("my-encode.slice/channel-1.service", false)]
    [InlineData("system.slice/nginx.service", false)]
    [InlineData("system.slice/FFMPEG.service", false)]
    [InlineData("system.slice/encode.timer", false)]
    public void TheDefaultsMatchWhatEncodes(string path, bool isEncode) =>
        Assert.Equal(isEncode, new CgroupPatterns(EncodesOptions.DefaultMatch).Matches(path));

    [Theory]
    [InlineData("/encode.slice/*", "encode.slice/a.service", true)]
    [InlineData("/encode.slice/*", "user.slice/encode.slice/a.service", false)]
    [InlineData("live-?.service", "system.slice/live-1.service", true)]
    [InlineData("live-?.service", "system.slice/live-12.service", false)]
    [InlineData(@"machine-qemu\x2d*.scope", @"machine.slice/machine-qemu\x2d1.scope", true)]
    [InlineData("*", "system.slice/anything.service", true)]
    [InlineData("*", "system.slice", false)]
    [InlineData("slurmstepd.scope/job_*", "system.slice/slurmstepd.scope/job_1", true)]
    public void APatternIsOfAUnitOrOfTheEndOfAPath(string pattern, string path, bool isEncode) =>
        Assert.Equal(isEncode, new CgroupPatterns([pattern]).Matches(path));

    [Fact]
    public void OnlyAPatternThatNamesOneLooksIntoServices()
    {
        var usual = new CgroupPatterns(EncodesOptions.DefaultMatch);
        Assert.False(usual.MayHold("system.slice/nginx.service"));
        Assert.True(usual.MayHold("system.slice"));
        Assert.True(usual.MayHold("user.slice/user-1000.slice/user@1000.service"));
        Assert.True(usual.MayHold("docker"));
        Assert.True(new CgroupPatterns(["slurmstepd.scope/job_*"]).MayHold("system.slice/slurmstepd.scope"));
    }
}
