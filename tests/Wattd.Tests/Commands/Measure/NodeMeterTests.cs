using Microsoft.Extensions.Time.Testing;
using Wattd.Collectors.Wall;
using Wattd.Commands.Measure.Meters;
using Wattd.Tests.Support;
using static Wattd.Tests.Support.MadeUpRun;

namespace Wattd.Tests.Commands.Measure;

public sealed class NodeMeterTests : IDisposable
{
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    readonly FakeTimeProvider _time = new();
    readonly FakeEnergySource _cpu = new("cpu"), _gpu = new("gpu");
    readonly NodeMeter _meter;

    public NodeMeterTests()
    {
        _meter = new NodeMeter(_time);
        _meter.Add(_cpu);
        _meter.Add(_gpu);
    }

    public void Dispose() => _meter.Dispose();

    [Fact]
    public void ASpanHoldsWhatEachComponentUsedInIt()
    {
        _cpu.Shows((Package, 100), (Dram, 10), (Platform, 500));
        _gpu.Shows((Gpu, 7000));
        _meter.Begin();
        _time.Advance(2 * Second);
        _cpu.Shows((Package, 190), (Dram, 14), (Platform, 700));
        _gpu.Shows((Gpu, 7060));
        var span = _meter.End();
        Assert.Equal([90, 4, 200, 60], span.Components.Select(component => component.Energy.Joules));
        Assert.Equal([Package, Dram, Platform, Gpu], span.Components.Select(component => component.Component));
        Assert.All(span.Components, component => Assert.Equal(2 * Second, component.Span));
    }

    [Fact]
    public void EachSpanStartsAtItsOwnReadings()
    {
        _cpu.Shows((Package, 0));
        _meter.Begin();
        _time.Advance(Second);
        _cpu.Shows((Package, 50));
        _meter.End();
        _time.Advance(10 * Second);
        _cpu.Shows((Package, 1000));
        _meter.Begin();
        _time.Advance(Second);
        _cpu.Shows((Package, 1100));
        var span = _meter.End();
        Assert.Equal(100, Assert.Single(span.Components).Energy.Joules);
    }

    [Fact]
    public void TheWallIsAComponentOfItsOwnAndNotInTheSum()
    {
        var wall = WallComponent.Of("acpi", "acpi0");
        _cpu.Shows((Package, 0));
        _gpu.Shows((wall, 1000));
        _meter.Begin();
        _time.Advance(Second);
        _cpu.Shows((Package, 100));
        _gpu.Shows((wall, 1400));
        var span = _meter.End();
        Assert.Equal([("cpu", 100), ("wall", 400)], span.Components.Select(component => (component.Component.Kind, (int)component.Energy.Joules)));
        Assert.Equal(100, span.Peak!.Value.Watts, 6);
    }

    [Fact]
    public void ThePeakOfTheSumLeavesOutWhatContainsTheOthers()
    {
        _cpu.Shows((Package, 0), (Platform, 0));
        _gpu.Shows((Gpu, 0));
        _meter.Begin();
        _time.Advance(Second);
        _cpu.Shows((Package, 100), (Platform, 900));
        _gpu.Shows((Gpu, 30));
        Assert.Equal(130, _meter.End().Peak!.Value.Watts, 6);
        Assert.Equal(130, _meter.Current!.Value.Watts, 6);
    }

    [Fact]
    public void AComponentThatVanishesIsLostAndKeepsItsEnergy()
    {
        _cpu.Shows((Package, 0), (Dram, 0));
        _meter.Begin();
        _time.Advance(Second);
        _cpu.Shows((Package, 50));
        var span = _meter.End();
        Assert.Equal([false, true], span.Components.Select(component => component.IsLost));
    }

    [Fact]
    public void WhereEverythingIsLostThePowerIsUnknownAndNotZero()
    {
        _cpu.Shows((Package, 0), (Platform, 0));
        _meter.Begin();
        _time.Advance(Second);
        _cpu.Shows((Platform, 200));
        _meter.End();
        Assert.Null(_meter.Current);
    }

    [Fact]
    public void OnlyTheFailuresOfTheSpanAreInIt()
    {
        _cpu.Failed["counter_reset"] = 3;
        _cpu.Shows((Package, 0));
        _meter.Begin();
        _cpu.Failed["counter_reset"] = 5;
        _cpu.Failed["gap"] = 0;
        Assert.Equal([("cpu", "counter_reset", 2L)], _meter.End().Failures);
    }

    [Fact]
    public void WithoutComponentsThereIsNoPower()
    {
        _meter.Begin();
        _time.Advance(2 * Second);
        Assert.Empty(_meter.End().Components);
        Assert.Null(_meter.Current);
    }

    [Fact]
    public void ItReleasesTheCollectors()
    {
        _meter.Dispose();
        Assert.True(_cpu.IsDisposed && _gpu.IsDisposed);
    }
}
