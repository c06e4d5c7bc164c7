using System.Net;
using Wattd.Http.Security.Authentication;

namespace Wattd.Tests.Http.Security;

public sealed class FairQueueTests
{
    const int ScrapeSeconds = 15, GuessMilliseconds = 40;

    readonly FairQueue _queue = new();

    // A fixed seed, so that the test is repeatable.
    readonly Random _random = new(1);

    static ClientIdentity From(string address, string user, ulong credentials = 1) =>
        ClientIdentity.Of(IPAddress.Parse(address), user, new CredentialHash(0, credentials));

    Task<bool> Enter(string address, string user) => _queue.Enter(Guessing(address, user)).Task;

    ClientIdentity Guessing(string address, string user) => From(address, user, (ulong)_random.NextInt64(1, long.MaxValue));

    void Serve(int turns)
    {
        for (var i = 0; i < turns; i++)
            _queue.CallNext();
    }

    [Fact]
    public void AmongRequestsWithOneNameTheNewestIsServedFirst()
    {
        var (first, second) = (Enter("192.0.2.1", "alice"), Enter("192.0.2.1", "alice"));
        Serve(1);
        Assert.Equal((false, true), (first.IsCompleted, second.IsCompleted));
        Serve(1);
        Assert.True(first.IsCompleted);
    }

    [Theory]
    [InlineData("192.0.2.1", "alice")]
    [InlineData("192.0.2.1", "bob")]
    public void RepeatedCredentialsThatWaitedInVainAreServedFirst(string address, string user)
    {
        var good = Guessing("192.0.2.1", "alice");
        _queue.Leave(_queue.Enter(good));
        var again = _queue.Enter(good).Task;
        var other = Enter(address, user);
        Serve(1);
        Assert.Equal((true, false), (again.IsCompleted, other.IsCompleted));
    }

    [Fact]
    public void ServedCredentialsNoLongerComeFirst()
    {
        var client = Guessing("192.0.2.1", "alice");
        _queue.Leave(_queue.Enter(client));
        _queue.Enter(client);
        Serve(1);
        var (again, newer) = (_queue.Enter(client).Task, Enter("192.0.2.1", "alice"));
        Serve(1);
        Assert.Equal((false, true), (again.IsCompleted, newer.IsCompleted));
    }

    [Fact]
    public void CredentialsThatWaitedInVainStillComeAfterAnotherNetwork()
    {
        _ = Enter("192.0.2.1", "alice");
        Serve(1);
        var client = Guessing("192.0.2.1", "alice");
        _queue.Leave(_queue.Enter(client));
        var (again, other) = (_queue.Enter(client).Task, Enter("198.51.100.1", "alice"));
        Serve(1);
        Assert.Equal((false, true), (again.IsCompleted, other.IsCompleted));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    public void Among200RepeatedGuessersAScraperIsServedAtItsSecondScrape(int staggerMilliseconds)
    {
        // Each waits 8 s in vain, so they all return, in the same order, every 8 s.
        Assert.InRange(ScrapesUntilServed(now => now % 8000 is var since && since % staggerMilliseconds == 0
            && since / staggerMilliseconds < 200 ? Guessing("192.0.2.1", "alice") : null), 1, 2);
    }

    [Fact]
    public void AmongEndlessGuessesAtItsOwnNameAScraperIsServedAtItsSecondScrape() =>
        Assert.InRange(ScrapesUntilServed(Endless(_ => ("192.0.2.1", "alice"))), 1, 2);

    [Fact]
    public void AmongEndlessGuessesAtNewNamesAScraperIsServedAtItsSecondScrape() =>
        Assert.InRange(ScrapesUntilServed(Endless(guess => ("192.0.2.1", $"user {guess}"))), 1, 2);

    [Fact]
    public void AmongEndlessGuessesAtItsOwnAndNewNamesAScraperIsServedAtItsSecondScrape() =>
        Assert.InRange(ScrapesUntilServed(Endless(guess => ("192.0.2.1", guess % 2 == 0 ? "alice" : $"user {guess}"))), 1, 2);

    [Fact]
    public void AmongEndlessGuessesFromItsWholeSiteAScraperIsServedAtItsSecondScrape() =>
        Assert.InRange(ScrapesUntilServed(Endless(guess => ($"2001:db8:0:{guess & 0xffff:x}::1", "alice")), "2001:db8::1"), 1, 2);

    Func<int, ClientIdentity?> Endless(Func<int, (string Address, string User)> guess) => now =>
        now % GuessMilliseconds == 0 && guess(now / GuessMilliseconds) is var (address, user) ? Guessing(address, user) : null;

    /// <summary>Simulates ten minutes: a check every half second, as after wrong passwords, and no client waits longer than 8 s.</summary>
    /// <param name="guessAt">The guessers at a millisecond.</param>
    /// <param name="address">The address of the scraper, which comes every 15 s with the same credentials, first among a full queue.</param>
    int ScrapesUntilServed(Func<int, ClientIdentity?> guessAt, string address = "192.0.2.1")
    {
        var good = Guessing(address, "alice");
        var waiting = new Queue<(int Until, TaskCompletionSource<bool> Turn)>();
        TaskCompletionSource<bool>? scrape = null;
        var scrapes = 0;
        for (var now = 1; now < 600_000; now++)
        {
            while (waiting.TryPeek(out var oldest) && oldest.Until <= now)
                _queue.Leave(waiting.Dequeue().Turn);
            // Just after a check: many guesses come before the next one.
            if (now % (ScrapeSeconds * 1000) == 1 && now > 1)
            {
                scrapes++;
                waiting.Enqueue((now + 8000, scrape = _queue.Enter(good)));
            }
            if (guessAt(now) is { } guess)
                waiting.Enqueue((now + 8000, _queue.Enter(guess)));
            if (now % 500 == 0)
                _queue.CallNext();
            if (scrape is { Task: { IsCompletedSuccessfully: true, Result: true } })
                return scrapes;
        }
        return int.MaxValue;
    }

    [Theory]
    [InlineData("198.51.100.1", "alice")]
    [InlineData("2001:db8:1::1", "alice")]
    [InlineData("192.0.2.1", "bob")]
    public void AnotherAddressOrNameIsNextWhateverIsQueued(string address, string user)
    {
        for (var i = 0; i < 100; i++)
            _ = Enter("192.0.2.1", "alice");
        Serve(3);
        var good = Enter(address, user);
        Serve(1);
        Assert.True(good.IsCompleted);
    }

    [Fact]
    public void AWholeIPv6SiteComesAfterAnotherSite()
    {
        for (var i = 0; i < 100; i++)
            _ = Enter($"2001:db8:0:{i:x}::1", $"user {i}");
        Serve(3);
        var good = Enter("2001:db8:1::1", "alice");
        Serve(1);
        Assert.True(good.IsCompleted);
    }

    [Fact]
    public void AnIPv6NetworkIsOneAddressAndMappedIPv4EqualsIPv4()
    {
        Assert.Equal(From("2001:db8::1", "alice"), From("2001:db8::ffff:0:0:2", "alice"));
        Assert.NotEqual(From("2001:db8::1", "alice").Address, From("2001:db8:0:1::1", "alice").Address);
        Assert.Equal(From("192.0.2.1", "alice"), ClientIdentity.Of(IPAddress.Parse("192.0.2.1").MapToIPv6(), "alice", new CredentialHash(0, 1)));
        Assert.NotEqual(From("192.0.2.1", "alice").Network, From("192.0.2.2", "alice").Network);
    }

    [Fact]
    public async Task AFullQueueDropsAClientOfTheLargestNetwork()
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
    public void AFullQueueKeepsCredentialsThatWaitedInVain()
    {
        var client = Guessing("192.0.2.1", "alice");
        _queue.Leave(_queue.Enter(client));
        var again = _queue.Enter(client).Task;
        for (var i = 0; i < 20 * FairQueue.Most; i++)
            _ = Enter("192.0.2.1", "alice");
        Assert.False(again.IsCompleted);
        Serve(1);
        Assert.True(again.IsCompleted);
    }

    [Fact]
    public async Task AClientThatLeavesIsNotServed()
    {
        var gone = _queue.Enter(From("192.0.2.1", "alice"));
        _queue.Leave(gone);
        Assert.False(await gone.Task);
        Assert.False(_queue.CallNext());
    }
}
