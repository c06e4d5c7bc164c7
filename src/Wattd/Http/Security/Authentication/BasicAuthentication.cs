using System.Net;
using System.Security.Cryptography;

namespace Wattd.Http.Security.Authentication;

/// <summary>
/// Basic authentication for some users. Correct credentials are checked by bcrypt once and then remembered, for
/// every user; so are the last few wrong ones, so that a scraper with an old password costs nothing.
/// </summary>
/// <param name="users">The users, at least one.</param>
/// <param name="passwords">Checks passwords.</param>
sealed class BasicAuthentication(IReadOnlyDictionary<string, BcryptHash> users, PasswordChecks passwords)
{
    const int MostWrong = 64;
    const int KeyBytes = 32;

    // The Retry-After of requests that were not checked in time.
    static readonly TimeSpan Busy = TimeSpan.FromSeconds(1);

    readonly (string User, BcryptHash Hash)[] _users = [.. users.Select(user => (user.Key, user.Value))];
    readonly Dictionary<string, int> _places =
        users.Keys.Select((user, place) => (user, place)).ToDictionary(user => user.user, user => user.place);
    readonly byte[] _key = RandomNumberGenerator.GetBytes(KeyBytes);
    readonly CredentialMemory _right = new(users.Count);
    readonly CredentialMemory _wrong = new(MostWrong);
    int _nextWrong = -1;

    /// <summary>Whether the users and their passwords are the same.</summary>
    public bool IsFor(IReadOnlyDictionary<string, BcryptHash> others) =>
        users.Count == others.Count && users.All(user => others.TryGetValue(user.Key, out var other) && other == user.Value);

    /// <summary>Checks the Authorization header of a request.</summary>
    /// <param name="header">The header; null where there is none.</param>
    /// <param name="address">The client's address.</param>
    /// <param name="cancellation">Cancelled when the client disconnects.</param>
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
        await passwords.CheckAsync(ClientIdentity.Of(address, user, hash), () => Known(hash), () => Verify(user, password, hash), cancellation) switch
        {
            true => Verdict.Accepted,
            false => Verdict.Refused,
            null => Verdict.After(Busy),
        };

    bool Verify(string user, string password, CredentialHash hash)
    {
        var known = _places.TryGetValue(user, out var place);
        // An unknown user is checked against the hash of a known one: it takes as long as for known users, whatever
        // their hashes cost. The choice of the hash depends on the name and on a key that only this process has.
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
