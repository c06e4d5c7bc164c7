using System.Text;

namespace Wattd.Http.Security.Authentication;

/// <summary>Name and password of a request (RFC 7617).</summary>
readonly ref struct Credentials
{
    /// <summary>Longer ones are ignored; bcrypt uses 72 bytes of a password.</summary>
    public const int MostBytes = 512;

    const string Scheme = "Basic ";

    readonly ReadOnlySpan<byte> _bytes;
    readonly int _colon;

    Credentials(ReadOnlySpan<byte> bytes, int colon)
    {
        _bytes = bytes;
        _colon = colon;
    }

    /// <summary>Name and password as received.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    public string User => Encoding.UTF8.GetString(_bytes[.._colon]);

    public string Password => Encoding.UTF8.GetString(_bytes[(_colon + 1)..]);

    /// <summary>Parses the Authorization header.</summary>
    /// <param name="header">The header.</param>
    /// <param name="buffer">Holds the decoded bytes: <see cref="MostBytes"/>.</param>
    /// <param name="credentials">The decoded credentials.</param>
    public static bool TryParse(ReadOnlySpan<char> header, Span<byte> buffer, out Credentials credentials)
    {
        credentials = default;
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || !Convert.TryFromBase64Chars(header[Scheme.Length..].Trim(' '), buffer, out var count)
            || buffer[..count].IndexOf((byte)':') is not (>= 0 and var colon))
            return false;
        credentials = new(buffer[..count], colon);
        return true;
    }
}
