using System.Text;

namespace Wattd.Commands.Unit;

/// <summary>A file of <c>EnvironmentFile=</c>, read as systemd reads it (systemd.exec(5)).</summary>
static class EnvironmentFile
{
    /// <summary>Its variables in their order; a later one of the same name counts.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Parse(string text)
    {
        var rest = new StringReader(text);
        while (rest.Peek() >= 0)
        {
            var name = ReadName(rest);
            if (name is null)
                continue;
            yield return KeyValuePair.Create(name, ReadValue(rest));
        }
    }

    /// <summary>Reads up to the equals sign, or a line that is a comment or has none.</summary>
    static string? ReadName(StringReader rest)
    {
        var name = new StringBuilder();
        for (var c = rest.Read(); c is >= 0 and not '\n'; c = rest.Read())
        {
            if (name.Length == 0 && c is '#' or ';')
            {
                SkipComment(rest);
                return null;
            }
            if (c == '=')
                return name.ToString().Trim() is { Length: > 0 } known ? known : null;
            name.Append((char)c);
            if (name.Length == 1 && char.IsWhiteSpace((char)c))
                name.Clear();
        }
        return null;
    }

    // A backslash at the end of the line continues the comment.
    static void SkipComment(StringReader rest)
    {
        for (var c = rest.Read(); c is >= 0 and not '\n'; c = rest.Read())
        {
            if (c == '\\')
                rest.Read();
        }
    }

    // Quotes count where a value begins or another quote has ended; within plain text they are characters like others.
    static string ReadValue(StringReader rest)
    {
        var value = new StringBuilder();
        var (quote, isPlain, kept) = ('\0', false, 0);
        for (var c = rest.Read(); c >= 0 && (c != '\n' || quote != '\0'); c = rest.Read())
        {
            if (c == '\\' && quote != '\'')
            {
                kept = Unescape(value, rest.Read(), quote).Length;
                isPlain = quote == '\0';
            }
            else if (quote != '\0' ? c == quote : !isPlain && c is '"' or '\'')
            {
                quote = quote == '\0' ? (char)c : '\0';
            }
            else if (quote != '\0' || isPlain || !char.IsWhiteSpace((char)c))
            {
                value.Append((char)c);
                isPlain = quote == '\0';
                if (quote != '\0' || !char.IsWhiteSpace((char)c))
                    kept = value.Length;
            }
        }
        // White space at the end counts only between quotes.
        return value.ToString(0, kept);
    }

    // A backslash continues the line. Between double quotes it stays before whatever it need not protect.
    static StringBuilder Unescape(StringBuilder value, int escaped, char quote)
    {
        if (escaped is < 0 or '\n')
            return value;
        if (quote == '"' && !"\"\\`$".Contains((char)escaped))
            value.Append('\\');
        return value.Append((char)escaped);
    }
}
