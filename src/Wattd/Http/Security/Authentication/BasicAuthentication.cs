using System.Net;
using System.Security.Cryptography;

namespace Wattd.Http.Security.Authentication;

/// <summary>
/// Basic authentication for some users. Right credentials are checked by bcrypt once and known from then on, those of
/// every user; the last few wrong ones too, so that a scraper with an old password costs nothing.
/// </summary>
/// <param name="users">The users, at least one.</param>
/// <param name="passwords">Checks passwords.</param>
sealed class BasicAuthentication(IReadOnlyDictionary<string, BcryptHash> users, PasswordChecks passwords)
{
    const int MostWrong = 64;
    const int KeyBytes = 32;

    // What Retry-After says to those whose turn did not come.
    static readonly TimeSpan Busy = TimeSpan.FromSeconds(1);

    readonly (string User, BcryptHash Hash)[] _users = [.. users.Select(user => (user.Key, user.Value))];
    readonly Dictionary<string, int> _places =
        users.Keys.Select((user, place) => (user, place)).ToDictionary(user => user.user, user => user.place);
    readonly byte[] _key = RandomNumberGenerator.GetBytes(KeyBytes);
    readonly CredentialMemory _right = new(users.Count);
    readonly CredentialMemory _wrong = new(MostWrong);
    int _nextWrong = -1;

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
        var hash = CredentialHash.Of(_key, credentials.Bytes);
        return Known(hash) is { } isRight
            ? ValueTask.FromResult(isRight ? Verdict.Accepted : Verdict.Refused)
            : CheckAsync(credentials.User, credentials.Password, hash, address, cancellation);
    }

    async ValueTask<Verdict> CheckAsync(
        string user, string password, CredentialHash hash, IPAddress? address, CancellationToken cancellation) =>
        await passwords.CheckAsync(Guest.Of(address, user, hash), () => Known(hash), () => Verify(user, password, hash), cancellation) switch
        {
            true => Verdict.Accepted,
            false => Verdict.Refused,
            null => Verdict.After(Busy),
        };

    bool Verify(string user, string password, CredentialHash hash)
    {
        var known = _places.TryGetValue(user, out var place);
        // One who is no user is checked against a user's hash, in vain: it takes as long as it takes for users, whatever
        // their hashes cost. Which user's it is depends on the name in a way that only this process knows.
        if (!known)
            place = (int)((uint)user.GetHashCode(StringComparison.Ordinal) % (uint)_users.Length);
        var right = _users[place].Hash.IsOf(password) & known;
        if (right)
            _right.Put(place, hash);
        else
            _wrong.Put((int)((uint)Interlocked.Increment(ref _nextWrong) % MostWrong), hash);
        return right;
    }

    bool? Known(CredentialHash hash) => _right.Has(hash) ? true : _wrong.Has(hash) ? false : null;
}
