namespace Wattd.Commands.Client;

/// <summary>Text from drivers, files and other programs, for a terminal.</summary>
static class PlainText
{
    /// <summary>
    /// The text with <c>?</c> for everything that is not printable ASCII: no escape sequences, no line breaks, and
    /// each character is one cell wide.
    /// </summary>
    public static string Of(string text) => string.Create(text.Length, text, static (into, from) =>
    {
        for (var i = 0; i < into.Length; i++)
            into[i] = from[i] is >= ' ' and <= '~' ? from[i] : '?';
    });
}
