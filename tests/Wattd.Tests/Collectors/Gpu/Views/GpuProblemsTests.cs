using Wattd.Collectors.Gpu;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Gpu.Views;
using Wattd.Collectors.Gpu.Xids;
using Wattd.Collectors.Sampling;
using Wattd.Readings;

namespace Wattd.Tests.Collectors.Gpu.Views;

public sealed class GpuProblemsTests
{
    static readonly GpuReading Well = new() { Up = true, RecoveryAction = 0, Throttle = ThrottleReasons.GpuIdle, EccUncorrectedErrors = 0 };

    static readonly GpuReading PowerCapped = Well with { Throttle = ThrottleReasons.SoftwarePowerCap };

    [Fact]
    public void GpusThatAreWellHaveNone() => Assert.Empty(Of(Well, Well));

    [Fact]
    public void AValueThatTheDriverDoesNotReportIsNoProblem() => Assert.Empty(Of(new GpuReading { Up = true }));

    [Fact]
    public void GpusWithTheSameProblemAreOneEntryAndWhatNeedsActionIsFirst()
    {
        var problems = Of(
            PowerCapped, PowerCapped, Well, default, default, Well with { RecoveryAction = 4 }, Well with { EccUncorrectedErrors = 1 });
        Assert.Equal(["lost", "needs_drain_and_reset", "uncorrected_memory_errors", "throttled_sw_power_cap"], problems.Select(problem => problem.Id));
        Assert.Equal([true, true, true, false], problems.Select(problem => problem.NeedsAction));
        Assert.Collection(problems.Select(problem => problem.Text),
            lost => Assert.StartsWith("GPUs 3 (00000000:19:00.0), 4 (00000000:21:00.0) are lost: run 'sudo dmesg", lost),
            reset => Assert.Equal(
                "GPU 5 (00000000:29:00.0): the driver requests draining and a reset: drain the node, stop what uses the GPU, "
                    + "run 'wattd release gpu', and then 'nvidia-smi --gpu-reset -i 00000000:29:00.0'", reset),
            memory => Assert.StartsWith("GPU 6 (00000000:31:00.0): uncorrected memory errors: ", memory),
            throttled => Assert.StartsWith("GPUs 0, 1 are throttled (sw power cap): ", throttled));
    }

    [Fact]
    public void ACriticalXidIsAProblemWhileItIsOpenAlsoOfALostGpu()
    {
        var problems = Of(
            Well with { Xids = [Seen("48", isCritical: true), Seen("13")] }, default(GpuReading) with { Xids = [Seen("79", isCritical: true)] },
            Well with { Xids = [Seen("48", isCritical: true)] }, Well with { Xids = [Seen("62", isCritical: true) with { IsOpen = false }] });

        Assert.Equal(["lost", "xid_48", "xid_79"], problems.Select(problem => problem.Id));
        Assert.Equal(
            "GPUs 0 (00000000:01:00.0), 2 (00000000:11:00.0): XID 48: the GPU has an uncorrectable memory error: "
            + "drain the node and reset the GPU; if it happens again, have the GPU replaced",
            problems[1].Text);
        Assert.All(problems, problem => Assert.True(problem.NeedsAction));
    }

    [Fact]
    public void AGpuThatHasNotAnsweredInTimeIsNotLost()
    {
        var problems = Of(new GpuReading { TimedOut = true }, Well, default);

        Assert.Equal(["lost", "timed_out"], problems.Select(problem => problem.Id));
        Assert.StartsWith("GPU 2 (", problems[0].Text);
        Assert.StartsWith("GPU 0 (00000000:01:00.0) has not answered in time: ", problems[1].Text);
    }

    [Fact]
    public void AResetOfSeveralGpusNamesAllOfThem() =>
        Assert.EndsWith("-i 00000000:01:00.0,00000000:09:00.0'", Assert.Single(Of(Well with { RecoveryAction = 1 }, Well with { RecoveryAction = 1 })).Text);

    [Fact]
    public void AnActionThatIsNotKnownIsStillAProblem() =>
        Assert.Equal("GPU 0 (00000000:01:00.0): the driver requests an action: 'nvidia-smi -q' shows which", Assert.Single(Of(Well with { RecoveryAction = 9 })).Text);

    [Theory]
    [InlineData(ThrottleReasons.SoftwarePowerCap, "compare the limit")]
    [InlineData(ThrottleReasons.HardwareSlowdown, "check the fans and the power supplies")]
    [InlineData(ThrottleReasons.SyncBoost, "it follows the slowest GPU")]
    [InlineData(ThrottleReasons.SoftwareThermalSlowdown, "the GPU is too hot")]
    [InlineData(ThrottleReasons.HardwareThermalSlowdown, "the GPU is too hot")]
    [InlineData(ThrottleReasons.HardwarePowerBrake, "the server asks for less power")]
    public void EveryReasonForThrottlingHasAFix(object reason, string fix) =>
        Assert.Contains($": {fix}", Assert.Single(Of(Well with { Throttle = (ThrottleReasons)reason })).Text);

    static SeenXid Seen(string label, bool isCritical = false) => new(label, "a meaning", "a fix", isCritical, 2, DateTimeOffset.UnixEpoch, IsOpen: true);

    static Problem[] Of(params GpuReading[] readings) => [.. GpuProblems.Of(new Sample<GpuInventory, GpuReading>(
        0,
        new GpuInventory("nvml", "1", readings.Length, [.. readings.Select((_, i) => new GpuIdentity { Index = i, BusId = $"00000000:{(8 * i) + 1:X2}:00.0" })]),
        [.. readings]))];
}
