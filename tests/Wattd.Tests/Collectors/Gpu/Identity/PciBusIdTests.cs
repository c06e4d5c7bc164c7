using Wattd.Collectors.Gpu.Identity;

namespace Wattd.Tests.Collectors.Gpu.Identity;

public sealed class PciBusIdTests
{
    [Theory]
    [InlineData("0000:01:00.0", "00000000:01:00.0")]
    [InlineData("00000000:2D:00.0", "00000000:2D:00.0")]
    [InlineData(" 0001:2d:1f.7\n", "00000001:2D:1F.7")]
    [InlineData("10000:e1:00.0", "00010000:E1:00.0")]
    public void EveryFormIsNormalised(string text, string busId) => Assert.Equal(busId, PciBusId.Normalise(text));

    [Theory]
    [InlineData("")]
    [InlineData("N/A")]
    [InlineData(":01:00.0")]
    [InlineData("000000000:01:00.0")]
    [InlineData("0000:01:00")]
    [InlineData("0000:01:00.00")]
    [InlineData("0000-01:00.0")]
    [InlineData("000g:01:00.0")]
    public void ATextThatIsNotABusIdIsUnchanged(string text)
    {
        Assert.False(PciBusId.TryNormalise(text, out _));
        Assert.Equal(text, PciBusId.Normalise(text));
    }
}
