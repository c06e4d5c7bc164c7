namespace Wattd.Settings.Syntax;

/// <summary>How the value of a setting is written.</summary>
/// <typeparam name="T">What it means to the program.</typeparam>
abstract class ValueSyntax<T>
{
    /// <summary>What is allowed, as a phrase that follows "is not": <c>a port number from 1 to 65535</c>.</summary>
    public abstract string Allowed { get; }

    /// <summary>The placeholder for the value in the help: <c>&lt;port&gt;</c>.</summary>
    public abstract string Placeholder { get; }

    /// <summary>The least and the most allowed value, for the help; null where there is no range.</summary>
    public virtual string? Range => null;

    /// <summary>The allowed words, for shell completion; empty where any text is allowed.</summary>
    public virtual IReadOnlyList<string> Words => [];

    public abstract bool TryParse(string text, out T value);

    /// <summary>Writes a value as <see cref="TryParse"/> reads it.</summary>
    public abstract string Format(T value);

    /// <summary>What is wrong with a text that <see cref="TryParse"/> refused, as a phrase that follows it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="allowed">The text for what is allowed: <see cref="Allowed"/>, or more where another syntax wraps this one.</param>
    public virtual string Complaint(string text, string allowed) => $"is not {allowed}";
}
