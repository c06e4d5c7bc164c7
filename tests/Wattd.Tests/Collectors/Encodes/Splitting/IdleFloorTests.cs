using Wattd.Collectors.Encodes.Splitting;

namespace Wattd.Tests.Collectors.Encodes.Splitting;

public sealed class IdleFloorTests
{
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    readonly IdleFloor _floor = new(null);

    [Fact]
    public void ItIsUnknownUntilTenIdleSecondsAreOver()
    {
        for (var i = 0; i < 9; i++)
            Assert.False(Learn(60));
        Assert.Null(_floor.Watts);
        Assert.Equal(0UL, _floor.Over(Second));
        Assert.True(Learn(60));
        Assert.Equal(60, _floor.Watts!.Value, 9);
        Assert.Equal(120_000_000UL, _floor.Over(2 * Second));
    }

    [Fact]
    public void ALoadInBetweenStartsTheTenSecondsAgain()
    {
        for (var i = 0; i < 9; i++)
            Learn(60);
        Learn(200, isIdle: false);
        for (var i = 0; i < 9; i++)
            Learn(60);
        Assert.Null(_floor.Watts);
        Learn(60);
        Assert.NotNull(_floor.Watts);
    }

    [Fact]
    public void ItIsTheLowestMeanAndNeverRises()
    {
        for (var i = 0; i < 30; i++)
            Learn(80);
        for (var i = 0; i < 5; i++)
            Learn(20);
        Assert.Equal(50, _floor.Watts!.Value, 9);
        for (var i = 0; i < 30; i++)
            Learn(90);
        Assert.Equal(20 * 0.5 + 80 * 0.5, _floor.Watts!.Value, 9);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(1_000)]
    [InlineData(60_000)]
    public void ItIsTheSameWithAnyInterval(int milliseconds)
    {
        var span = TimeSpan.FromMilliseconds(milliseconds);
        for (var past = TimeSpan.Zero; past < TimeSpan.FromSeconds(120); past += span)
            _floor.Learn(span, (ulong)(55 * span.TotalMicroseconds), isIdle: true);
        Assert.Equal(55, _floor.Watts!.Value, 6);
    }

    [Fact]
    public void TheSettingWinsOverWhatIsMeasured()
    {
        var floor = new IdleFloor(40);
        for (var i = 0; i < 20; i++)
            Assert.False(floor.Learn(Second, 30_000_000, isIdle: true));
        Assert.Equal((40, false), (floor.Watts, floor.IsLearned));
    }

    bool Learn(double watts, bool isIdle = true) => _floor.Learn(Second, (ulong)(watts * 1e6), isIdle);
}
