using Wattd.Gpu.NvidiaSmi;

namespace Wattd.Tests.Gpu.NvidiaSmi;

public sealed class MeasureTests
{
    [Theory]
    [InlineData("119.47 W", 119.47)]
    [InlineData("0", 0.0)]
    [InlineData("16x", 16.0)]
    [InlineData("192 bank(s)", 192.0)]
    [InlineData("-5 C", -5.0)]
    [InlineData("7%", 7.0)]
    [InlineData("N/A", null)]
    [InlineData("[N/A]", null)]
    [InlineData("", null)]
    [InlineData("-", null)]
    [InlineData(".5 W", null)]
    [InlineData("5. W", null)]
    [InlineData("1.2.3", null)]
    [InlineData("1,5 W", null)]
    [InlineData("1e999", null)]
    [InlineData("NaN", null)]
    [InlineData("Infinity", null)]
    public void WhatStartsWithANumberIsOne(string text, double? number) =>
        Assert.Equal(number, Measure.Number(new Element("value", "") { Text = text }));

    [Theory]
    [InlineData("3 MiB", 3145728.0)]
    [InlineData("3", 3145728.0)]
    [InlineData("3 KiB", 3072.0)]
    [InlineData("3 GiB", 3221225472.0)]
    [InlineData("3 apples", null)]
    [InlineData("-3 MiB", null)]
    public void AnAmountOfMemoryIsBytes(string text, double? bytes) =>
        Assert.Equal(bytes, Measure.Bytes(new Element("value", "") { Text = text }));

    [Theory]
    [InlineData("100 %", 100.0)]
    [InlineData("102 %", 100.0)]
    [InlineData("4294967295 %", null)]
    [InlineData("-1 %", null)]
    public void ALoadEndsAtAHundred(string text, double? percent) =>
        Assert.Equal(percent, Measure.Load(new Element("value", "") { Text = text }));

    [Theory]
    [InlineData("104 %", 104.0)]
    [InlineData("4294967295 %", null)]
    [InlineData("N/A", null)]
    public void AFanMayGoBeyondAHundred(string text, double? percent) =>
        Assert.Equal(percent, Measure.FanSpeed(new Element("value", "") { Text = text }));
}
