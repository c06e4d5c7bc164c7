namespace Wattd.Configuration;

/// <summary>A setting with its place in the options.</summary>
sealed class TypedSetting<T>(
    string name,
    string help,
    ValueSyntax<T> syntax,
    Func<WattdOptions, T> get,
    Func<WattdOptions, T, WattdOptions> set) : Setting(name, help)
{
    static readonly WattdOptions Defaults = new();

    public override string Default => Read(Defaults);

    public override string Allowed => syntax.Allowed;

    public override string Placeholder => syntax.Placeholder;

    public override string? Range => syntax.Range;

    public override IReadOnlyList<string> Words => syntax.Words;

    public override string Read(WattdOptions options) => syntax.Format(get(options));

    public override string? Apply(string text, ref WattdOptions options)
    {
        if (!syntax.TryParse(text, out var value))
            return syntax.Complaint(text, syntax.Allowed);
        options = set(options, value);
        return null;
    }
}
