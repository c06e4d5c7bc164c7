using Microsoft.Extensions.Time.Testing;
using Wattd.Collectors.Sampling;
using Wattd.Collectors.Wall;
using Wattd.Collectors.Wall.Acpi;
using Wattd.Tests.Support;
using static Wattd.Tests.Support.PlantedHwmon;

namespace Wattd.Tests.Collectors.Wall;

public sealed class AcpiSourceTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly FakeTimeProvider _time = new();
    readonly PlantedHwmon _hwmon;
    readonly AcpiSource _source;

    public AcpiSourceTests()
    {
        _hwmon = new PlantedHwmon(_folder.Path);
        _source = new AcpiSource(new WallOptions { SysfsPath = _folder.Path }, _time);
    }

    public void Dispose()
    {
        _source.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void AMeterIsReadWhereverTheKernelPutsIt(int layout)
    {
        _hwmon.Other(0, "coretemp");
        _hwmon.Meter(3, (Layout)layout);
        var answer = _source.Read();
        Assert.Equal(
            new WallMeter("acpi", "acpi0") { Model = "Model 7", Oem = "whole node", Accuracy = "95.0%", AverageSeconds = 1 },
            Assert.Single(answer.Inventory.Meters));
        Assert.Equal(new WallValue(412), Assert.Single(answer.Values));
    }

    [Fact]
    public void SeveralMetersAreNamedByTheirDevices()
    {
        _hwmon.Meter(1, Layout.Hwmon, "ACPI000D:0A", "10000000");
        _hwmon.Meter(2, Layout.Hwmon, "ACPI000D:01", "20000000");
        _hwmon.Meter(9, Layout.Platform, "power-meter.0", "30000000");
        var answer = _source.Read();
        Assert.Equal([("acpi1", 20), ("acpi10", 10), ("acpi_hwmon9", 30)], answer.Inventory.Meters.Zip(answer.Values, (meter, value) => (meter.Name, (int)value.Watts!)));
    }

    [Fact]
    public void AMeterWithoutADeviceIsNamedByItsChip()
    {
        File.Delete(Path.Combine(_hwmon.Meter(4, Layout.Hwmon), "device"));
        Assert.Equal("acpi_hwmon4", Assert.Single(_source.Read().Inventory.Meters).Name);
    }

    [Fact]
    public void WithoutAMeterTheMessageNamesTheDriver()
    {
        _hwmon.Other(0, "nvme", ("temp1_input", "38000"));
        var failure = Assert.Throws<SourceException>(() => _source.Read());
        Assert.Equal(WallFailure.NoMeter, failure.Reason);
        Assert.Contains("modprobe acpi_power_meter", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMeterThatComesAndGoesIsFoundAtTheNextDiscovery()
    {
        Assert.Throws<SourceException>(() => _source.Read());
        var folder = _hwmon.Meter(1, Layout.Hwmon);
        Assert.Throws<SourceException>(() => _source.Read());
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Single(_source.Read().Values);
        Directory.Delete(folder, recursive: true);
        Assert.Throws<SourceException>(() => _source.Read());
    }

    [Fact]
    public void TheInventoryIsTheSameObjectWhileNothingChanges()
    {
        _hwmon.Meter(1, Layout.Hwmon);
        var first = _source.Read().Inventory;
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Same(first, _source.Read().Inventory);
    }

    [Fact]
    public void TheFactsOfAMeterAreReadOnce()
    {
        var folder = _hwmon.Meter(1, Layout.Hwmon);
        _source.Read();
        using var opened = new OpenedFiles(folder);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, Assert.Single(_source.Read().Inventory.Meters).AverageSeconds);
        Assert.Equal(["name", "power1_average"], opened.Names().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void TheFactsOfAMeterThatCameBackAreReadAgain()
    {
        var folder = _hwmon.Meter(1, Layout.Hwmon);
        _source.Read();
        Directory.Delete(folder, recursive: true);
        Assert.Throws<SourceException>(() => _source.Read());
        File.Delete(Path.Combine(_folder.Path, "class/hwmon/hwmon1"));
        _time.Advance(TimeSpan.FromMinutes(1));
        Write(_hwmon.Meter(1, Layout.Hwmon), "power1_model_number", "Model 8");
        Assert.Equal("Model 8", Assert.Single(_source.Read().Inventory.Meters).Model);
    }

    [Theory]
    [InlineData("", "holds nothing")]
    [InlineData("-5", "'-5' is not a number of microwatts")]
    [InlineData("99999999999999999999999", "is not a number of microwatts")]
    public void WhatIsNoNumberIsAReadFailure(string text, string problem)
    {
        Write(_hwmon.Meter(1, Layout.Hwmon), "power1_average", text);
        var value = Assert.Single(_source.Read().Values);
        Assert.Equal((null, WallFailure.ReadFailed), (value.Watts, value.Reason));
        Assert.Contains(problem.Replace("holds ", "", StringComparison.Ordinal), value.Problem, StringComparison.Ordinal);
    }
}
