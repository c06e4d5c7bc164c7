using System.Net;
using System.Security.Cryptography;

namespace Wattd.WebConfig.Authentication;

/// <summary>
/// Basic authentication for some users. Right credentials are checked by bcrypt once and known from then on; wrong ones
/// too, so that a scraper with an old password costs nothing.
/// </summary>
/// <param name="users">The users, at least one.</param>
/// <param name="guesses">Holds guessing back.</param>
/// <param name="passwords">Checks passwords.</param>
sealed class BasicAuthentication(
    IReadOnlyDictionary<string, BcryptHash> users, GuessLimit guesses, PasswordChecker passwords)
{
    const int MostRemembered = 64;

    static readonly TimeSpan Busy = TimeSpan.FromSeconds(1);

    readonly BcryptHash[] _hashes = [.. users.Values];
    readonly byte[] _key = RandomNumberGenerator.GetBytes(CredentialMemory.HashBytes);
    readonly CredentialMemory _right = new(MostRemembered);
    readonly CredentialMemory _wrong = new(MostRemembered);

    /// <summary>Whether these are its users, with the same passwords.</summary>
    public bool IsFor(IReadOnlyDictionary<string, BcryptHash> others) =>
        users.Count == others.Count && users.All(user => others.TryGetValue(user.Key, out var other) && other == user.Value);

    /// <summary>Judges a request by its Authorization header.</summary>
    /// <param name="header">The header; null where there is none.</param>
    /// <param name="address">Where the request comes from.</param>
    /// <param name="cancellation">The client has gone.</param>
    public ValueTask<Verdict> CheckAsync(string? header, IPAddress? address, CancellationToken cancellation)
    {
        Span<byte> buffer = stackalloc byte[Credentials.MostBytes];
        if (!Credentials.TryParse(header, buffer, out var credentials))
            return ValueTask.FromResult(Verdict.Refused);

        Span<byte> hash = stackalloc byte[CredentialMemory.HashBytes];
        HMACSHA256.HashData(_key, credentials.Bytes, hash);
        if (Known(hash) is { } verdict)
            return ValueTask.FromResult(verdict);
        // Those that are known are let through whoever else guesses from the same address.
        var wait = guesses.Try(address);
        return wait > TimeSpan.Zero
            ? ValueTask.FromResult(Verdict.After(wait))
            : CheckAsync(credentials.User, credentials.Password, hash.ToArray(), address, cancellation);
    }

    async ValueTask<Verdict> CheckAsync(
        string user, string password, byte[] hash, IPAddress? address, CancellationToken cancellation)
    {
        // Another request may have brought the same while this one waited.
        var right = await passwords.CheckAsync(
            () => Known(hash)?.IsAccepted ?? Verify(user, password, hash), cancellation);
        switch (right)
        {
            case null:
                guesses.TakeBack(address);
                return Verdict.After(Busy);
            case true:
                guesses.Forgive(address);
                return Verdict.Accepted;
            default:
                return Verdict.Refused;
        }
    }

    bool Verify(string user, string password, byte[] hash)
    {
        var known = users.TryGetValue(user, out var stored);
        // One who is no user is checked against a user's hash, in vain: it takes as long as it takes for users, whatever
        // their hashes cost. Which user's it is depends on the name in a way that only this process knows.
        if (!known)
            stored = _hashes[(uint)user.GetHashCode(StringComparison.Ordinal) % (uint)_hashes.Length];
        var right = stored!.IsOf(password) & known;
        (right ? _right : _wrong).Add(hash);
        return right;
    }

    Verdict? Known(ReadOnlySpan<byte> hash) =>
        _right.Has(hash) ? Verdict.Accepted
        : _wrong.Has(hash) ? Verdict.Refused
        : null;
}
