using System.Text;

namespace Wattd.Collectors.Gpu.Identity;

/// <summary>
/// A driver's name for something, made valid for a label: <c>?</c> replaces each control character, half of a surrogate
/// pair and noncharacter.
/// </summary>
static class IdentityText
{
    /// <summary>The text; the same object if nothing is replaced.</summary>
    public static string Of(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsPartOfAName(rune))
                return Replace(text);
        }
        return text;
    }

    static string Replace(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            plain.Append(IsPartOfAName(rune) ? rune.ToString() : "?");
        return plain.ToString();
    }

    // Half of a pair is enumerated as the replacement character.
    static bool IsPartOfAName(Rune rune) =>
        !Rune.IsControl(rune) && rune != Rune.ReplacementChar && (rune.Value & 0xfffe) != 0xfffe;
}
