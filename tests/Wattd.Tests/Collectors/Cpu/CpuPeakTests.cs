using Wattd.Collectors;
using Wattd.Collectors.Cpu;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Cpu;

public sealed class CpuPeakTests : IDisposable
{
    readonly SampledNode _node = new(new CpuOptions { PeakWindow = TimeSpan.FromSeconds(10) });
    readonly PlantedZone _zone;

    public CpuPeakTests()
    {
        _zone = _node.Tree.Zone("intel-rapl:0", "package-0", energy: 0);
        _node.Sample();
    }

    public void Dispose() => _node.Dispose();

    double? Peak => _node.Reading("package_0/0")?.Peak?.Watts;

    /// <summary>Samples ten times a second.</summary>
    void Draw(double watts, int tenths)
    {
        for (var i = 0; i < tenths; i++)
        {
            _zone.Energy += (ulong)(watts * 100_000);
            _node.Sample(0.1);
        }
    }

    [Fact]
    public void ABurstOf300MillisecondsIsSeenUntilItLeavesTheWindow()
    {
        Draw(90, 20);
        Draw(250, 3);
        Draw(90, 60);
        Assert.Equal(250, Peak!.Value, 6);
        Draw(90, 60);
        Assert.Equal(90, Peak!.Value, 6);
    }

    [Fact]
    public void ThereIsNoneBeforeTwoReads() => Assert.Null(Peak);

    [Fact]
    public void StepsThatAreFurtherApartThanTheReadsAreNoPeak()
    {
        for (var i = 0; i < 5; i++)
        {
            Draw(0, 9);
            Draw(1000, 1);
        }
        Assert.Equal(100, Peak!.Value, 6);
    }

    [Fact]
    public void ADroppedStepIsNoPeak()
    {
        Draw(90, 5);
        _zone.Energy = 200_000_000_000;
        _node.Sample(0.1);
        Draw(90, 5);
        Assert.Equal(90, Peak!.Value, 6);
    }

    [Fact]
    public void TheTimeAtTheLimitIsCounted()
    {
        _zone.Constraint(0, "long_term", 100_000_000);
        _node.Sample(31);
        Draw(94, 10);
        Draw(96, 20);
        Draw(120, 5);
        Assert.Equal(2.5, _node.Reading("package_0/0")!.Value.NearLimit!.Value.TotalSeconds, 6);
    }

    [Fact]
    public void WithoutALimitThereIsNoTimeAtIt()
    {
        Draw(94, 10);
        Assert.Null(_node.Reading("package_0/0")!.Value.NearLimit);
    }

    [Fact]
    public void PowerIsCountedByRangeOnlyWhereItIsWanted()
    {
        Draw(94, 10);
        Assert.Null(_node.Reading("package_0/0")!.Value.Distribution);

        using var node = new SampledNode(new CpuOptions { PeakHistogram = true });
        var zone = node.Tree.Zone("intel-rapl:0", "package-0", energy: 0);
        node.Tree.Zone("intel-rapl:0:0", "dram", energy: 0);
        node.Sample();
        zone.Energy += 9_000_000;
        node.Sample(0.1);
        Assert.Equal((1, 90.0), node.Reading("package_0/0")!.Value.Distribution![PowerDistribution.Bounds.IndexOf(100)]);
        Assert.Null(node.Reading("dram/0")!.Value.Distribution);
    }

    [Fact]
    public void AnUnreadableZoneHasNone()
    {
        Draw(90, 5);
        _zone.Delete("energy_uj");
        _zone.Write("energy_uj", "nonsense");
        _node.Sample(0.1);
        _node.Sample(31);
        Assert.Null(Peak);
    }
}
