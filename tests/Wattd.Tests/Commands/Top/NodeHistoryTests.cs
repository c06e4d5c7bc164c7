using System.Text.Json;
using Wattd.Commands.Top;

namespace Wattd.Tests.Commands.Top;

public sealed class NodeHistoryTests
{
    readonly NodeHistory _history = new();

    [Fact]
    public void NewSecondsFollowTheKnownOnes()
    {
        Take(10, "1,2,null");
        Take(12, "4,5");
        Assert.Equal(12, _history.Second);
        Assert.Equal([1, 2, null, 4, 5], Power());
    }

    [Fact]
    public void TenMinutesAreKept()
    {
        Take(700, string.Join(',', Enumerable.Range(101, 600)));
        Take(702, "701,702");
        Assert.Equal(Enumerable.Range(103, 600).Select(value => (double?)value), Power());
    }

    [Fact]
    public void ACompleteHistoryReplacesTheKnownOne()
    {
        Take(10, "1,2");
        Take(5, string.Join(',', Enumerable.Repeat("7", 600)));
        Assert.All(Power(), value => Assert.Equal(7, value));
        Assert.Equal(600, Power().Length);
    }

    [Fact]
    public void ARemovedZoneLosesItsHistory()
    {
        Take(10, "1,2");
        using var without = JsonDocument.Parse("""{"second":11,"cpu":{"zones":[]}}""");
        _history.Take(without.RootElement);
        Take(12, "9");
        Assert.Equal([9], Power());
    }

    void Take(int second, string values)
    {
        using var node = JsonDocument.Parse(
            """{"second":SECOND,"cpu":{"zones":[{"zone":"psys","history":{"rapl_power_watts":[VALUES]}}]}}"""
                .Replace("SECOND", $"{second}").Replace("VALUES", values));
        _history.Take(node.RootElement);
    }

    double?[] Power()
    {
        using var zone = JsonDocument.Parse("""{"zone":"psys"}""");
        return [.. _history.Of(NodeTables.Drawn[0], zone.RootElement)];
    }
}
