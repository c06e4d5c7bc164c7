using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Wattd.Http.Security.Authentication;
using Wattd.Tests.Support;

namespace Wattd.Tests.Http.Security;

public sealed class BasicAuthenticationTests
{
    static readonly IPAddress Address = IPAddress.Parse("192.0.2.1");

    readonly BasicAuthentication _users = new(
        Hashed(("alice", "wonderland"), ("bob", "pass:with:colons"), ("zoë", "пароль")),
        new PasswordChecks(TimeProvider.System));

    // The lowest cost: the test is about access.
    static Dictionary<string, BcryptHash> Hashed(params (string User, string Password)[] users) => users.ToDictionary(
        user => user.User, user => new BcryptHash(BCrypt.Net.BCrypt.HashPassword(user.Password, BcryptHash.LeastCost)));

    static string Header(string user, string password) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));

    Task<Verdict> Check(string? header, IPAddress? address = null) =>
        _users.CheckAsync(header, address ?? Address, CancellationToken.None).AsTask();

    [Theory]
    [InlineData("alice", "wonderland", true)]
    [InlineData("bob", "pass:with:colons", true)]
    [InlineData("zoë", "пароль", true)]
    [InlineData("alice", "Wonderland", false)]
    [InlineData("alice", "", false)]
    [InlineData("Alice", "wonderland", false)]
    [InlineData("bob", "wonderland", false)]
    [InlineData("mallory", "wonderland", false)]
    [InlineData("", "", false)]
    public async Task OnlyAUserWithTheRightPasswordIsAccepted(string user, string password, bool accepted)
    {
        // Twice: checked, then remembered.
        Assert.Equal(accepted, (await Check(Header(user, password))).IsAccepted);
        Assert.Equal(accepted, (await Check(Header(user, password))).IsAccepted);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Basic")]
    [InlineData("Basic ")]
    [InlineData("Basic !!!")]
    [InlineData("Bearer YWxpY2U6d29uZGVybGFuZA==")]
    [InlineData("Basic YWxpY2U=")]
    public async Task AHeaderWithoutCredentialsIsRefusedAtOnce(string? header)
    {
        for (var i = 0; i < 20; i++)
            Assert.Equal(Verdict.Refused, await Check(header));
    }

    [Fact]
    public async Task OverlongCredentialsAreRefusedAtOnce() =>
        Assert.Equal(Verdict.Refused, await Check(Header("alice", new string('a', 4000))));

    [Theory]
    [InlineData("basic ")]
    [InlineData("BASIC   ")]
    public async Task TheNameOfTheSchemeIsCaseInsensitive(string scheme) =>
        Assert.True((await Check(Header("alice", "wonderland").Replace("Basic ", scheme, StringComparison.Ordinal))).IsAccepted);

    [Fact]
    public async Task ANewUserIsAcceptedWhileOthersGuessFromTheSameAddress()
    {
        // As after a restart: no user is remembered. The guesses take turns with bob, under any name.
        using var stop = new CancellationTokenSource();
        var guesses = Enumerable.Range(0, 12).Select(client => Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
                Assert.False((await Check(Header(client % 2 == 0 ? "alice" : "mallory", $"guess {client} {i}"))).IsAccepted);
        })).ToList();
        Assert.True((await Check(Header("bob", "pass:with:colons"))).IsAccepted);
        await stop.CancelAsync();
        await Task.WhenAll(guesses);
    }

    [Fact]
    public async Task ANewUserIsAcceptedWhileOthersGuessItsPasswordFromTheSameAddress()
    {
        using var stop = new CancellationTokenSource();
        var guesses = Enumerable.Range(0, 4).Select(client => Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
                Assert.False((await Check(Header("alice", $"guess {client} {i}"))).IsAccepted);
        })).ToList();
        // A scraper repeats its credentials: those that waited in vain come first next time.
        Assert.True((await Check(Header("alice", "wonderland"))).IsAccepted || (await Check(Header("alice", "wonderland"))).IsAccepted);
        await stop.CancelAsync();
        await Task.WhenAll(guesses);
    }

    [Fact]
    public async Task EachOfManyUsersIsCheckedOnce()
    {
        var time = new FakeTimeProvider();
        var many = Enumerable.Range(0, 300).Select(i => (User: $"user {i}", Password: $"password {i}")).ToArray();
        var one = new BasicAuthentication(Hashed(many), new PasswordChecks(time));
        foreach (var (user, password) in many)
            Assert.True((await one.CheckAsync(Header(user, password), Address, CancellationToken.None)).IsAccepted);
        // Time stands still: after this guess, no client is checked.
        Assert.False((await one.CheckAsync(Header("user 0", "guess"), Address, CancellationToken.None)).IsAccepted);
        foreach (var (user, password) in many)
        {
            var known = one.CheckAsync(Header(user, password), Address, CancellationToken.None);
            Assert.True(known.IsCompletedSuccessfully);
            Assert.True((await known).IsAccepted);
        }
    }

    [Fact]
    public async Task AfterAWrongPasswordTheNextCheckWaitsAtLeastHalfASecond()
    {
        var time = new FakeTimeProvider();
        var one = new BasicAuthentication(Hashed(("alice", "wonderland")), new PasswordChecks(time));
        Assert.Equal(Verdict.Refused, await one.CheckAsync(Header("alice", "guess"), Address, CancellationToken.None));
        var next = one.CheckAsync(Header("alice", "another"), Address, CancellationToken.None).AsTask();
        time.Advance(PasswordChecks.LeastRest - TimeSpan.FromMilliseconds(1));
        Assert.False(next.IsCompleted);
        await Eventually.True(() => Advanced(time, next), "the next check");
        Assert.Equal(Verdict.Refused, await next);
    }

    [Fact]
    public async Task ARequestThatIsNotCheckedInTimeGetsRetryAfter()
    {
        var time = new FakeTimeProvider();
        var passwords = new PasswordChecks(time);
        var one = new BasicAuthentication(Hashed(("alice", "wonderland")), passwords);
        using var held = new ManualResetEventSlim();
        var slow = passwords.CheckAsync(ClientIdentity.Of(Address, "alice", default), () => null, () => { held.Wait(); return true; }, CancellationToken.None);
        var next = one.CheckAsync(Header("alice", "wonderland"), Address, CancellationToken.None).AsTask();
        time.Advance(PasswordChecks.LongestWait);
        Assert.True((await next).Wait > TimeSpan.Zero);
        held.Set();
        Assert.True(await slow);
    }

    [Fact]
    public async Task ADisconnectedClientIsNotChecked()
    {
        var passwords = new PasswordChecks(new FakeTimeProvider());
        using var held = new ManualResetEventSlim();
        var first = passwords.CheckAsync(ClientIdentity.Of(Address, "alice", default), () => null, () => { held.Wait(); return true; }, CancellationToken.None);
        using var gone = new CancellationTokenSource();
        var second = passwords.CheckAsync(ClientIdentity.Of(Address, "alice", default), () => null, () => throw new InvalidOperationException(), gone.Token);
        await gone.CancelAsync();
        Assert.Null(await second);
        held.Set();
        Assert.True(await first);
    }

    [Fact]
    public async Task AFailedCheckReleasesTheTurn()
    {
        var passwords = new PasswordChecks(TimeProvider.System);
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            passwords.CheckAsync(ClientIdentity.Of(Address, "alice", default), () => null, () => throw new InvalidOperationException(), CancellationToken.None));
        Assert.True(await passwords.CheckAsync(ClientIdentity.Of(Address, "alice", default), () => null, () => true, CancellationToken.None));
    }

    [Fact]
    public async Task ARepeatedOldPasswordIsRefusedWithoutAPause()
    {
        for (var i = 0; i < 50; i++)
            Assert.Equal(Verdict.Refused, await Check(Header("alice", "last year's")));
    }

    [Fact]
    public async Task AUserIsAcceptedAmongManyConcurrentGuesses()
    {
        var guesses = Enumerable.Range(0, 400).Select(i =>
            Task.Run(() => Check(Header("alice", $"guess {i}"), new IPAddress([198, 51, (byte)(i / 4), 1])))).ToList();
        Assert.True((await Again(() => Check(Header("alice", "wonderland"), IPAddress.Parse("203.0.113.1")))).IsAccepted);
        Assert.DoesNotContain(await Task.WhenAll(guesses), verdict => verdict.IsAccepted);
    }

    [Fact]
    public void UnchangedUsersStayRemembered()
    {
        var users = Hashed(("alice", "wonderland"));
        var authentication = new BasicAuthentication(users, new PasswordChecks(TimeProvider.System));
        Assert.True(authentication.IsFor(new Dictionary<string, BcryptHash> { ["alice"] = new(users["alice"].Text) }));
        Assert.False(authentication.IsFor(Hashed(("alice", "wonderland"))));
        Assert.False(authentication.IsFor(new Dictionary<string, BcryptHash>(users) { ["bob"] = users["alice"] }));
    }

    static bool Advanced(FakeTimeProvider time, Task check)
    {
        time.Advance(TimeSpan.FromMilliseconds(1));
        return check.IsCompleted;
    }

    static async Task<Verdict> Again(Func<Task<Verdict>> check)
    {
        var verdict = await check();
        for (var i = 0; verdict.Wait > TimeSpan.Zero && i < 60; i++)
        {
            await Task.Delay(verdict.Wait);
            verdict = await check();
        }
        return verdict;
    }
}
