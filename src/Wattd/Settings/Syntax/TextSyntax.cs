namespace Wattd.Settings.Syntax;

/// <summary>A text that must meet a condition.</summary>
/// <param name="placeholder">The placeholder in the help.</param>
/// <param name="allowed">The condition in words.</param>
/// <param name="isAllowed">The condition; not called for a blank text.</param>
sealed class TextSyntax(string placeholder, string allowed, Func<string, bool> isAllowed) : ValueSyntax<string>
{
    public override string Allowed => allowed;

    public override string Placeholder => placeholder;

    public override bool TryParse(string text, out string value)
    {
        value = text;
        return !string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl) && isAllowed(text);
    }

    public override string Format(string value) => value;
}
