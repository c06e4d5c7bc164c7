namespace Wattd.Settings.Syntax;

/// <summary>A value, or <c>auto</c> (null) where the program chooses.</summary>
/// <param name="inner">How a value is written.</param>
sealed class AutoSyntax<T>(ValueSyntax<T> inner) : ValueSyntax<T?>
    where T : struct
{
    const string Auto = "auto";

    public override string Allowed => $"{Auto} or {inner.Allowed}";

    public override string Placeholder => $"{Auto}|{inner.Placeholder}";

    public override string? Range => inner.Range;

    public override IReadOnlyList<string> Words => [Auto, .. inner.Words];

    public override bool TryParse(string text, out T? value)
    {
        value = null;
        if (text.Equals(Auto, StringComparison.OrdinalIgnoreCase))
            return true;
        if (!inner.TryParse(text, out var given))
            return false;
        value = given;
        return true;
    }

    public override string Format(T? value) => value is { } given ? inner.Format(given) : Auto;

    public override string Complaint(string text, string allowed) => inner.Complaint(text, allowed);
}
