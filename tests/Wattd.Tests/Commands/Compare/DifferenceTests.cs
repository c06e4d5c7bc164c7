using Wattd.Commands.Compare;
using Wattd.Commands.Measure.Report;

namespace Wattd.Tests.Commands.Compare;

public sealed class DifferenceTests
{
    [Theory]
    [InlineData(100, 125, 25)]
    [InlineData(100, 75, -25)]
    [InlineData(100, 100, 0)]
    [InlineData(100, 0, -100)]
    [InlineData(100, -50, -150)]
    public void ItIsInPercentOfTheFirst(double first, double other, double percent) =>
        Assert.Equal(percent, Difference.Of(new Figure(first, null, 1), new Figure(other, null, 1))!.Value.Percent, 9);

    [Theory]
    [InlineData(0)]
    [InlineData(-10)]
    public void ThereAreNoPercentOfNothingAndLess(double first) =>
        Assert.Null(Difference.Of(new Figure(first, 1, 3), new Figure(50, 1, 3)));

    [Theory]
    [InlineData(0, 5, 5)]      // Only the other varies: 5 of 100.
    [InlineData(2, 0, 3)]      // Only the first varies: 2 % of a ratio of 1.5.
    [InlineData(2, 4, 5)]      // Both: the square root of 3² + 4².
    [InlineData(0, 0, 0)]
    public void ItsDeviationFollowsFromBoth(double ofFirst, double ofOther, double deviation) =>
        Assert.Equal(deviation, Difference.Of(new Figure(100, ofFirst, 3), new Figure(150, ofOther, 3))!.Value.Deviation!.Value, 9);

    [Theory]
    [InlineData(null, 1.0)]
    [InlineData(1.0, null)]
    [InlineData(null, null)]
    public void WithoutBothDeviationsItHasNone(double? ofFirst, double? ofOther) =>
        Assert.Null(Difference.Of(new Figure(100, ofFirst, 3), new Figure(150, ofOther, 3))!.Value.Deviation);
}
