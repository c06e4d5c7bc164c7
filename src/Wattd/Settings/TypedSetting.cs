using Wattd.Settings.Syntax;

namespace Wattd.Settings;

/// <summary>A setting with its place in the options of its component.</summary>
/// <typeparam name="TOptions">The options; a base type where several components share the setting.</typeparam>
/// <typeparam name="TValue">Its value.</typeparam>
sealed class TypedSetting<TOptions, TValue>(
    string name,
    string help,
    ValueSyntax<TValue> syntax,
    Func<TOptions, TValue> get,
    Func<TOptions, TValue, TOptions> set) : Setting(name, help)
    where TOptions : class, new()
{
    public override string Default => syntax.Format(get(new TOptions()));

    public override string Allowed => syntax.Allowed;

    public override string Placeholder => syntax.Placeholder;

    public override string? Range => syntax.Range;

    public override IReadOnlyList<string> Words => syntax.Words;

    public override string Read(OptionSet options) => syntax.Format(get(options.Get<TOptions>()));

    public override string? Apply(string text, ref OptionSet options)
    {
        if (!syntax.TryParse(text, out var value))
            return syntax.Complaint(text, syntax.Allowed);
        options = options.With<TOptions>(current => set(current, value));
        return null;
    }
}
