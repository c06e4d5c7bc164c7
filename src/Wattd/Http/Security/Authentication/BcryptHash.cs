using System.Buffers;
using System.Globalization;

namespace Wattd.Http.Security.Authentication;

/// <summary>A password as bcrypt hashes it: <c>$2y$10$</c>, 22 letters of salt, 31 of hash.</summary>
/// <param name="Text">The hash; a good one.</param>
sealed record BcryptHash(string Text)
{
    const int Length = 60;

    /// <summary>A check costs twice as much with each step: of 16, seconds of a core.</summary>
    public const int LeastCost = 4, MostCost = 16;

    static readonly SearchValues<char> Letters =
        SearchValues.Create("./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>What is wrong with a hash, without a letter of it; null where it is good.</summary>
    public static string? Complaint(string text)
    {
        if (text.Length != Length || text is not ['$', '2', 'a' or 'b' or 'y', '$', _, _, '$', ..]
            || text.AsSpan(7).ContainsAnyExcept(Letters))
            return "is not a bcrypt hash; allowed is the 60 letters, from $2y$ on, that 'htpasswd -nBC 10 \"\"' writes after the colon";
        return int.TryParse(text.AsSpan(4, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var cost)
            && cost is >= LeastCost and <= MostCost
            ? null
            : $"has the bcrypt cost {text[4..6]}; allowed is {LeastCost:00} to {MostCost}";
    }

    /// <summary>Whether it is the password's. Takes a core for as long as the hash is costly: of 10, about 0.1 s.</summary>
    public bool IsOf(string password) => BCrypt.Net.BCrypt.Verify(password, Text);

    public override string ToString() => "a bcrypt hash";
}
