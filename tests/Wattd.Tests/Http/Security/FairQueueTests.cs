using System.Net;
using Wattd.Http.Security.Authentication;

namespace Wattd.Tests.Http.Security;

public sealed class FairQueueTests
{
    readonly FairQueue _queue = new();

    static Guest From(string address, string user) => Guest.Of(IPAddress.Parse(address), user);

    Task<bool> Enter(string address, string user) => _queue.Enter(From(address, user)).Task;

    void Serve(int turns)
    {
        for (var i = 0; i < turns; i++)
            _queue.CallNext();
    }

    [Fact]
    public void WhoComesFromOneNameIsServedInTheOrderOfComing()
    {
        var (first, second) = (Enter("192.0.2.1", "alice"), Enter("192.0.2.1", "alice"));
        Serve(1);
        Assert.Equal((true, false), (first.IsCompleted, second.IsCompleted));
        Serve(1);
        Assert.True(second.IsCompleted);
    }

    [Theory]
    [InlineData("198.51.100.1", "alice")]
    [InlineData("2001:db8:1::1", "alice")]
    [InlineData("192.0.2.1", "bob")]
    public void AnotherAddressOrNameIsNextWhateverStandsBeforeIt(string address, string user)
    {
        for (var i = 0; i < 100; i++)
            _ = Enter("192.0.2.1", "alice");
        Serve(3);
        var good = Enter(address, user);
        Serve(1);
        Assert.True(good.IsCompleted);
    }

    [Fact]
    public void AllOfAnIPv6SiteStandsBehindAnotherSite()
    {
        for (var i = 0; i < 100; i++)
            _ = Enter($"2001:db8:0:{i:x}::1", $"user {i}");
        Serve(3);
        var good = Enter("2001:db8:1::1", "alice");
        Serve(1);
        Assert.True(good.IsCompleted);
    }

    [Fact]
    public void AllOfAnIPv6NetworkIsOneAddressAndIPv4IsTheSameWithinIPv6()
    {
        Assert.Equal(From("2001:db8::1", "alice"), From("2001:db8::ffff:0:0:2", "alice"));
        Assert.NotEqual(From("2001:db8::1", "alice").Address, From("2001:db8:0:1::1", "alice").Address);
        Assert.Equal(From("192.0.2.1", "alice"), Guest.Of(IPAddress.Parse("192.0.2.1").MapToIPv6(), "alice"));
        Assert.NotEqual(From("192.0.2.1", "alice").Network, From("192.0.2.2", "alice").Network);
    }

    [Fact]
    public async Task WhenItIsFullOneOfTheLargestNetworkLosesItsPlace()
    {
        var (crowd, good) = (new List<Task<bool>>(), Enter("198.51.100.1", "alice"));
        for (var i = 0; i < 5 * FairQueue.Most; i++)
            crowd.Add(Enter("192.0.2.1", $"guess {i}"));
        Assert.Equal(FairQueue.Most - 1, crowd.Count(guess => !guess.IsCompleted));
        foreach (var lost in crowd.Where(guess => guess.IsCompleted))
            Assert.False(await lost);
        Assert.False(good.IsCompleted);
    }

    [Fact]
    public async Task WhoLeavesIsNotServed()
    {
        var gone = _queue.Enter(From("192.0.2.1", "alice"));
        _queue.Leave(gone);
        Assert.False(await gone.Task);
        Assert.False(_queue.CallNext());
    }
}
