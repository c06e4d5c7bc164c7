using System.Globalization;
using System.Text;

namespace Wattd.Configuration;

/// <summary>Shows what someone typed within one line, whatever it holds.</summary>
static class Quoted
{
    const int Longest = 120;

    /// <summary>The text in single quotes.</summary>
    public static string Text(string text) => $"'{Plain(text)}'";

    /// <summary>The text with control characters escaped and its tail cut off where it is long.</summary>
    public static string Plain(string text)
    {
        var line = new StringBuilder();
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, Longest)))
        {
            if (char.IsControl(c) || c is '\u2028' or '\u2029')
                line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                line.Append(c);
        }
        return text.Length > Longest ? line.Append('…').ToString() : line.ToString();
    }
}
