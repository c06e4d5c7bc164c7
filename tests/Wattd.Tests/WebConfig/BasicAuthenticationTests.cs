using System.Net;
using System.Text;
using Wattd.WebConfig.Authentication;

namespace Wattd.Tests.WebConfig;

public sealed class BasicAuthenticationTests
{
    static readonly IPAddress Address = IPAddress.Parse("192.0.2.1");

    readonly BasicAuthentication _users = new(
        Hashed(("alice", "wonderland"), ("bob", "pass:with:colons"), ("zoë", "пароль")),
        new GuessLimit(TimeProvider.System), new PasswordChecker(TimeProvider.System));

    // The least cost: what is tested is who comes in.
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
    public async Task OnlyAUserWithTheirPasswordIsLetIn(string user, string password, bool accepted)
    {
        // Twice: checked, and known.
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
    public async Task CredentialsOfHalfAPageAreRefusedAtOnce() =>
        Assert.Equal(Verdict.Refused, await Check(Header("alice", new string('a', 4000))));

    [Theory]
    [InlineData("basic ")]
    [InlineData("BASIC   ")]
    public async Task TheNameOfTheSchemeMayBeWrittenInAnyCase(string scheme) =>
        Assert.True((await Check(Header("alice", "wonderland").Replace("Basic ", scheme, StringComparison.Ordinal))).IsAccepted);

    [Fact]
    public async Task WhoGuessesIsToldToWaitWhetherTheUserIsKnownOrNot()
    {
        foreach (var (user, address) in new[] { ("alice", "192.0.2.2"), ("mallory", "192.0.2.3") })
        {
            for (var i = 0; i < GuessLimit.FreeTries; i++)
                Assert.Equal(Verdict.Refused, await Check(Header(user, $"guess {i}"), IPAddress.Parse(address)));
            Assert.NotEqual(TimeSpan.Zero, (await Check(Header(user, "one more"), IPAddress.Parse(address))).Wait);
        }
    }

    [Fact]
    public async Task WhoIsKnownIsLetInWhileOthersGuessFromTheSameAddress()
    {
        Assert.True((await Check(Header("alice", "wonderland"))).IsAccepted);
        for (var i = 0; i < 20; i++)
            await Check(Header("alice", $"guess {i}"));
        Assert.True((await Check(Header("alice", "wonderland"))).IsAccepted);
        Assert.NotEqual(TimeSpan.Zero, (await Check(Header("bob", "pass:with:colons"))).Wait);
    }

    [Fact]
    public async Task AnOldPasswordTriedForEverIsRefusedWithoutAPause()
    {
        for (var i = 0; i < 50; i++)
            Assert.Equal(Verdict.Refused, await Check(Header("alice", "last year's")));
    }

    [Fact]
    public async Task ManyGuessesAtOnceFromEverywhereFillTheQueueAndNoMore()
    {
        var verdicts = await Task.WhenAll(Enumerable.Range(1, 200).Select(i =>
            Task.Run(() => Check(Header("alice", $"guess {i}"), IPAddress.Parse($"198.51.{i}.1")))));
        Assert.DoesNotContain(verdicts, verdict => verdict.IsAccepted);
        Assert.Contains(verdicts, verdict => verdict.Wait > TimeSpan.Zero);
        Assert.True((await Eventually(() => Check(Header("alice", "wonderland"), IPAddress.Parse("203.0.113.1")))).IsAccepted);
    }

    [Fact]
    public void TheSameUsersWithTheSamePasswordsAreKnownAgain()
    {
        var users = Hashed(("alice", "wonderland"));
        var authentication = new BasicAuthentication(users, new GuessLimit(TimeProvider.System), new PasswordChecker(TimeProvider.System));
        Assert.True(authentication.IsFor(new Dictionary<string, BcryptHash> { ["alice"] = new(users["alice"].Text) }));
        Assert.False(authentication.IsFor(Hashed(("alice", "wonderland"))));
        Assert.False(authentication.IsFor(new Dictionary<string, BcryptHash>(users) { ["bob"] = users["alice"] }));
    }

    static async Task<Verdict> Eventually(Func<Task<Verdict>> check)
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
