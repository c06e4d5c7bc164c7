namespace Wattd.Settings.Syntax;

/// <summary><c>on</c> or <c>off</c>, also written true, yes and 1, or false, no and 0.</summary>
sealed class SwitchSyntax : ValueSyntax<bool>
{
    static readonly ChoiceSyntax<bool> Choices = new(
        ("on", true), ("off", false), ("true", true), ("false", false), ("yes", true), ("no", false), ("1", true), ("0", false));

    public override string Allowed => "on or off (or true, false, yes, no, 1, 0)";

    public override string Placeholder => "on|off";

    public override IReadOnlyList<string> Words => ["on", "off"];

    public override bool TryParse(string text, out bool value) => Choices.TryParse(text, out value);

    public override string Format(bool value) => Choices.Format(value);
}
