using System.Globalization;
using System.Text;

namespace Wattd.Settings;

/// <summary>Shows user input on one line, whatever characters it has.</summary>
static class Quoted
{
    const int Longest = 120;

    /// <summary>The text in single quotes.</summary>
    public static string Text(string text) => $"'{Plain(text)}'";

    /// <summary>The text with control characters escaped and cut where it is long.</summary>
    public static string Plain(string text) => text.Length > Longest ? OneLine(text[..Longest]) + '…' : OneLine(text);

    /// <summary>The whole text with control characters escaped: it cannot break the line or move a terminal's cursor.</summary>
    public static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsControl(c) || c is '\u2028' or '\u2029')
                line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                line.Append(c);
        }
        return line.ToString();
    }
}
