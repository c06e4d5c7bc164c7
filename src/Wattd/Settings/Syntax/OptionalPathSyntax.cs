namespace Wattd.Settings.Syntax;

/// <summary>The path of a file, or <c>none</c> (null).</summary>
sealed class OptionalPathSyntax : ValueSyntax<string?>
{
    const string None = "none";

    public override string Allowed => $"a path, or {None}";

    public override string Placeholder => $"<path>|{None}";

    public override bool TryParse(string text, out string? value)
    {
        value = text.Equals(None, StringComparison.OrdinalIgnoreCase) ? null : text;
        return !string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl);
    }

    public override string Format(string? value) => value ?? None;
}
