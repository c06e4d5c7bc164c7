namespace Wattd.Settings.Syntax;

/// <summary>One of a few words, in any case.</summary>
/// <param name="choices">The words and what they mean, in the order in which they are listed.</param>
sealed class ChoiceSyntax<T>(params (string Word, T Value)[] choices) : ValueSyntax<T>
    where T : struct
{
    public override string Allowed => $"one of {string.Join(", ", Words)}";

    public override string Placeholder => string.Join('|', Words);

    public override IReadOnlyList<string> Words { get; } = [.. choices.Select(choice => choice.Word)];

    public override bool TryParse(string text, out T value)
    {
        var index = Array.FindIndex(choices, choice => choice.Word.Equals(text, StringComparison.OrdinalIgnoreCase));
        value = index < 0 ? default : choices[index].Value;
        return index >= 0;
    }

    public override string Format(T value) => choices.First(choice => choice.Value.Equals(value)).Word;
}
