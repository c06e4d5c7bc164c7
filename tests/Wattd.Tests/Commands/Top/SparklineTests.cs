using Wattd.Commands.Top;

namespace Wattd.Tests.Commands.Top;

public sealed class SparklineTests
{
    [Theory]
    [InlineData("▁▅█", 3, 0.0, 50.0, 100.0)]
    [InlineData("  ██", 4, 7.0, 7.0)]
    [InlineData("▅█", 2, 1000.0, 50.0, 100.0)]
    [InlineData("▁▁", 2, 0.0, 0.0)]
    [InlineData("", 0, 1.0)]
    public void TheHighestValueShownIsAFullBlock(string line, int cells, params double[] values) =>
        Assert.Equal(line, Sparkline.Of([.. values.Select(value => (double?)value)], cells, unicode: true));

    [Fact]
    public void ASecondWithoutAValueIsABlank() => Assert.Equal("█ █", Sparkline.Of([5, null, 5], 3, unicode: true));

    [Fact]
    public void ATerminalWithoutBlocksGetsAscii() => Assert.Equal(".=@", Sparkline.Of([0, 4, 9], 3, unicode: false));
}
