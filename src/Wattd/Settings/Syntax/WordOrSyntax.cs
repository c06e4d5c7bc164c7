namespace Wattd.Settings.Syntax;

/// <summary>A value, or a word (null) in its place.</summary>
/// <param name="word">The word, in lower case.</param>
/// <param name="inner">How a value is written.</param>
abstract class WordOrSyntax<T>(string word, ValueSyntax<T> inner) : ValueSyntax<T?>
    where T : struct
{
    public override string Allowed => $"{word} or {inner.Allowed}";

    public override string Placeholder => $"{word}|{inner.Placeholder}";

    public override string? Range => inner.Range;

    public override IReadOnlyList<string> Words => [word, .. inner.Words];

    public override bool TryParse(string text, out T? value)
    {
        value = null;
        if (text.Equals(word, StringComparison.OrdinalIgnoreCase))
            return true;
        if (!inner.TryParse(text, out var given))
            return false;
        value = given;
        return true;
    }

    public override string Format(T? value) => value is { } given ? inner.Format(given) : word;

    public override string Complaint(string text, string allowed) => inner.Complaint(text, allowed);
}
