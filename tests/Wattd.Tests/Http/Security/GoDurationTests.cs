using Wattd.Http.Security;

namespace Wattd.Tests.Http.Security;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("1s", 1)]
    [InlineData("1.5h", 5400)]
    [InlineData("1m30s", 90)]
    [InlineData("250ms", 0.25)]
    [InlineData("1h2m3s4ms", 3723.004)]
    [InlineData("0", 0)]
    [InlineData("24h", 86400)]
    public void NumbersWithUnitsAreAdded(string text, double seconds)
    {
        Assert.True(GoDuration.TryParse(text, out var duration));
        Assert.Equal(seconds, duration.TotalSeconds, precision: 6);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1 s")]
    [InlineData("1d")]
    [InlineData("1..2s")]
    [InlineData("25h")]
    [InlineData("1s2")]
    [InlineData("99999999999999999999999999999999999999h")]
    public void AnythingElseIsRejected(string text) => Assert.False(GoDuration.TryParse(text, out _));
}
