using System.Net;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Wattd.WebConfig.Authentication;

namespace Wattd.Tests.WebConfig;

public sealed class GuessLimitTests
{
    static readonly IPAddress Address = IPAddress.Parse("192.0.2.1");

    readonly FakeTimeProvider _time = new();
    readonly GuessLimit _limit;

    public GuessLimitTests() => _limit = new GuessLimit(_time);

    void UseUp(IPAddress? address)
    {
        for (var i = 0; i < GuessLimit.FreeTries; i++)
            Assert.Equal(TimeSpan.Zero, _limit.Try(address));
    }

    [Fact]
    public void AfterAFewTriesPausesDoubleUpToAMinute()
    {
        UseUp(Address);
        foreach (var seconds in new[] { 1, 2, 4, 8, 16, 32, 60, 60 })
        {
            Assert.Equal(TimeSpan.FromSeconds(seconds), _limit.Try(Address));
            _time.Advance(TimeSpan.FromSeconds(seconds));
            Assert.Equal(TimeSpan.Zero, _limit.Try(Address));
        }
    }

    [Fact]
    public void ATryWithinAPauseDoesNotMakeItLonger()
    {
        UseUp(Address);
        for (var i = 0; i < 100; i++)
            Assert.Equal(TimeSpan.FromSeconds(1), _limit.Try(Address));
    }

    [Fact]
    public void TheRightPasswordAndTimeForgive()
    {
        UseUp(Address);
        _limit.Forgive(Address);
        UseUp(Address);
        _time.Advance(TimeSpan.FromMinutes(11));
        UseUp(Address);
    }

    [Fact]
    public void ATryThatIsTakenBackDoesNotCount()
    {
        UseUp(Address);
        _limit.TakeBack(Address);
        Assert.Equal(TimeSpan.Zero, _limit.Try(Address));
        Assert.NotEqual(TimeSpan.Zero, _limit.Try(Address));
    }

    [Fact]
    public void AnAddressOfIPv4IsTheSameWithinIPv6()
    {
        UseUp(Address);
        Assert.NotEqual(TimeSpan.Zero, _limit.Try(Address.MapToIPv6()));
    }

    [Fact]
    public void AllOfAnIPv6NetworkIsOneAddress()
    {
        UseUp(IPAddress.Parse("2001:db8::1"));
        Assert.NotEqual(TimeSpan.Zero, _limit.Try(IPAddress.Parse("2001:db8::ffff:0:0:2")));
    }

    [Fact]
    public void HoweverManyTryAndWheneverNoneWaitsLongerThanAMinute() =>
        Gen.Select(Gen.UInt, Gen.Int[0, 90_000]).Array[1, 400].Sample(tries =>
        {
            foreach (var (address, pause) in tries)
            {
                var wait = _limit.Try(new IPAddress(address));
                Assert.InRange(wait, TimeSpan.Zero, GuessLimit.LongestPause);
                _time.Advance(TimeSpan.FromMilliseconds(pause));
            }
        }, iter: 50, threads: 1);
}
