using Wattd.Collectors.Gpu.NvidiaSmi;

namespace Wattd.Tests.Collectors.Gpu.NvidiaSmi;

public sealed class MeasureTests
{
    [Theory]
    [InlineData("119.47 u", 119.47)]
    [InlineData("119.47u", 119.47)]
    [InlineData("0", 0.0)]
    [InlineData("-5 u", -5.0)]
    [InlineData("7 v", null)]
    [InlineData("7 U", null)]
    [InlineData("u 7", null)]
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
    public void ANumberHasItsUnitOrNone(string text, double? number) =>
        Assert.Equal(number, Measure.Number(new Element("value", "") { Text = text }, "u"));

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
    public void ALoadIsAtMostAHundred(string text, double? percent) =>
        Assert.Equal(percent, Measure.Load(new Element("value", "") { Text = text }));

    [Theory]
    [InlineData("104 %", 104.0)]
    [InlineData("4294967295 %", null)]
    [InlineData("N/A", null)]
    public void AFanMayGoBeyondAHundred(string text, double? percent) =>
        Assert.Equal(percent, Measure.FanSpeed(new Element("value", "") { Text = text }));

    [Theory]
    [InlineData("119.47 W", 119.47)]
    [InlineData("119.47W", 119.47)]
    [InlineData("119", 119.0)]
    [InlineData("0x10 W", null)]
    [InlineData("0b11 W", null)]
    [InlineData("12 mW", null)]
    [InlineData("12 kW", null)]
    [InlineData("12 C", null)]
    [InlineData("1_000 W", null)]
    [InlineData("1 2 W", null)]
    [InlineData("12 W W", null)]
    public void APowerIsInWattsOrAbsent(string text, double? watts) =>
        Assert.Equal(watts, Measure.Watts(new Element("value", "") { Text = text }));

    [Theory]
    [InlineData("12 %", 12.0)]
    [InlineData("12 C", null)]
    [InlineData("12 W", null)]
    public void APercentageIsInPercentOrAbsent(string text, double? percent)
    {
        Assert.Equal(percent, Measure.Load(new Element("value", "") { Text = text }));
        Assert.Equal(percent, Measure.FanSpeed(new Element("value", "") { Text = text }));
    }

    [Theory]
    [InlineData("12 C", 12.0)]
    [InlineData("12 F", null)]
    public void ATemperatureIsInDegreesCelsiusOrAbsent(string text, double? celsius) =>
        Assert.Equal(celsius, Measure.Celsius(new Element("value", "") { Text = text }));

    [Theory]
    [InlineData("12 MHz", 12.0)]
    [InlineData("12 GHz", null)]
    public void AClockIsInMegahertzOrAbsent(string text, double? megahertz) =>
        Assert.Equal(megahertz, Measure.Megahertz(new Element("value", "") { Text = text }));

    [Theory]
    [InlineData("12", 12.0)]
    [InlineData("12 MiB", null)]
    [InlineData("12x", null)]
    public void ACountHasNoUnit(string text, double? count) =>
        Assert.Equal(count, Measure.Errors(new Element("value", "") { Text = text }));

    [Fact]
    public void MinusZeroIsZero()
    {
        Assert.False(double.IsNegative(Measure.Celsius(new Element("value", "") { Text = "-0 C" })!.Value));
        Assert.False(double.IsNegative(Measure.Watts(new Element("value", "") { Text = "-0.00 W" })!.Value));
    }
}
