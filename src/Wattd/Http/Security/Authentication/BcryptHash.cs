using System.Buffers;
using System.Globalization;

namespace Wattd.Http.Security.Authentication;

/// <summary>A bcrypt hash of a password: <c>$2y$10$</c>, 22 characters of salt, 31 of hash.</summary>
/// <param name="Text">The hash; valid.</param>
sealed record BcryptHash(string Text)
{
    const int Length = 60;

    /// <summary>Each step doubles the cost of a check: a cost of 16 takes seconds of a core.</summary>
    public const int LeastCost = 4, MostCost = 16;

    static readonly SearchValues<char> Letters =
        SearchValues.Create("./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>What is wrong with a hash, without showing any of it; null if it is valid.</summary>
    public static string? Complaint(string text)
    {
        if (text.Length != Length || text is not ['$', '2', 'a' or 'b' or 'y', '$', _, _, '$', ..]
            || text.AsSpan(7).ContainsAnyExcept(Letters))
            return "is not a bcrypt hash; it must be the 60 characters, starting with $2y$, that 'htpasswd -nBC 10 \"\"' prints after the colon";
        return int.TryParse(text.AsSpan(4, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var cost)
            && cost is >= LeastCost and <= MostCost
            ? null
            : $"has the bcrypt cost {text[4..6]}; it must be {LeastCost:00} to {MostCost}";
    }

    /// <summary>Whether the password matches. Takes a core for a time that depends on the cost: about 0.1 s for 10.</summary>
    public bool IsOf(string password) => BCrypt.Net.BCrypt.Verify(password, Text);

    public override string ToString() => "a bcrypt hash";
}
