using Wattd.Collectors;
using Wattd.Commands.Check;
using Wattd.Commands.Client;

namespace Wattd.Tests.Commands.Check;

public sealed class WallBalanceProbeTests
{
    static NodePower Power(double? wall, double?[] packages, params double?[] gpus) => new([.. packages], [.. gpus], [("acpi0", wall)]);

    [Fact]
    public void AMeterThatShowsMoreThanThePartsIsGoodAndWhatIsBetweenIsNamed() => Assert.Equal(
        new ProbeResult("wall.balance", ProbeOutcome.Ok,
            "the power meter acpi0 shows 620.0 W, 170.5 W more than packages and GPUs together (449.5 W): memory, disks, network, fans, and the loss of the power supply"),
        WallBalanceProbe.Compare(Power(620, [100, 50.25], 299.25)));

    [Theory]
    [InlineData(450, false, "the power meter acpi0 shows 450.0 W, 0.0 W more than packages and GPUs together (450.0 W)")]
    [InlineData(449, false, "the power meter acpi0 shows 449.0 W, about what packages and GPUs together (450.0 W) draw")]
    [InlineData(405, false, "the power meter acpi0 shows 405.0 W, about what packages and GPUs together (450.0 W) draw")]
    [InlineData(404, true, "the power meter acpi0 shows 404.0 W, 46.0 W less than packages and GPUs together (450.0 W)")]
    public void MoreThanTenPercentBelowThePartsIsAWarning(double wall, bool isWarning, string line)
    {
        var result = WallBalanceProbe.Compare(Power(wall, [150], 300))!;
        Assert.Equal(isWarning ? ProbeOutcome.Warning : ProbeOutcome.Ok, result.Outcome);
        Assert.StartsWith(line, result.Line);
        Assert.True(result.IsWell);
    }

    [Fact]
    public void WithoutAGpuItIsComparedWithThePackages() =>
        Assert.Contains("60.0 W more than packages (150.0 W)", WallBalanceProbe.Compare(Power(210, [150]))!.Line);

    [Fact]
    public void WhereAPartIsNotKnownThereIsNothingToCompare()
    {
        Assert.Null(WallBalanceProbe.Compare(Power(620, [], 300)));
        Assert.Null(WallBalanceProbe.Compare(Power(620, [100, null], 300)));
        Assert.Null(WallBalanceProbe.Compare(Power(620, [100], null, 300)));
        Assert.Null(WallBalanceProbe.Compare(Power(null, [100], 300)));
        Assert.Null(WallBalanceProbe.Compare(new NodePower([100], [300], [])));
        Assert.Null(WallBalanceProbe.Compare(new NodePower([100], [300], [("acpi0", 600), ("acpi1", 700)])));
    }

    [Fact]
    public void WhereNoDaemonAnswersItSaysNothing() =>
        Assert.Empty(new WallBalanceProbe(new Lazy<RunningDaemon?>(() => null)).Examine());
}
