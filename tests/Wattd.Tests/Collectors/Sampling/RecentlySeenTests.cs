using Wattd.Collectors.Sampling;

namespace Wattd.Tests.Collectors.Sampling;

public sealed class RecentlySeenTests
{
    [Fact]
    public void TheItemsSeenLastAreRememberedAfterTheyAreGone()
    {
        var items = new RecentlySeen<int, string>();
        for (var i = 0; i < 10_000; i++)
        {
            items.See(-1, "stays");
            items.See(i, $"{i}");
            items.ForgetOldest(present: 2);
        }

        Assert.Equal(RecentlySeen<int, string>.MostGone + 2, items.Count);
        Assert.Equal(("stays", "9999", "9950", null), (items.Get(-1), items.Get(9999), items.Get(9950), items.Get(9900)));
    }
}
