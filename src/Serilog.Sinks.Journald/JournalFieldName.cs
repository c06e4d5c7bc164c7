using System.Buffers;
using System.Collections.Frozen;

namespace Serilog.Sinks.Journald;

/// <summary>Converts a property name to a field name.</summary>
/// <remarks>
/// journald accepts 1 to 64 of <c>A-Z 0-9 _</c>, no digit first, and reserves a leading <c>_</c>; it silently drops any other
/// field. Source: systemd, src/libsystemd/sd-journal/journal-file.c.
/// </remarks>
static class JournalFieldName
{
    const int MaximumLength = 64;

    /// <summary>The prefix of a name that would begin with a digit, and the name where nothing else is left.</summary>
    const string Stem = "FIELD";

    static readonly SearchValues<char> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    // Those that this sink writes, and those defined in systemd.journal-fields(7).
    static readonly FrozenSet<string> Known = FrozenSet.Create(
        StringComparer.Ordinal,
        "MESSAGE", "MESSAGE_ID", "MESSAGE_TRUNCATED", "PRIORITY", "EXCEPTION", "TRACE_ID", "SPAN_ID",
        "SYSLOG_IDENTIFIER", "SYSLOG_FACILITY", "SYSLOG_PID", "SYSLOG_TIMESTAMP", "SYSLOG_RAW",
        "CODE_FILE", "CODE_LINE", "CODE_FUNC", "ERRNO", "TID", "DOCUMENTATION",
        "INVOCATION_ID", "USER_INVOCATION_ID", "UNIT", "USER_UNIT", "OBJECT_PID",
        "COREDUMP_UNIT", "COREDUMP_USER_UNIT");

    /// <summary>
    /// <c>ElapsedMs</c> becomes <c>ELAPSED_MS</c>, <c>GPUId</c> <c>GPU_ID</c>, <c>2nd.try</c> <c>FIELD_2ND_TRY</c>; a name
    /// with a meaning of its own gets a trailing <c>_</c>; a valid name is unchanged.
    /// </summary>
    public static string From(string propertyName)
    {
        var name = IsValid(propertyName) ? propertyName : Sanitize(propertyName);
        return Known.Contains(name) ? name + '_' : name;
    }

    public static bool IsValid(ReadOnlySpan<char> name) =>
        name.Length is > 0 and <= MaximumLength
        && char.IsAsciiLetterUpper(name[0])
        && !name.ContainsAnyExcept(Alphabet);

    static string Sanitize(string propertyName)
    {
        Span<char> name = stackalloc char[MaximumLength];
        var length = 0;
        for (var i = 0; i < propertyName.Length && length < MaximumLength; i++)
        {
            var letter = propertyName[i];
            if (length > 0 && name[length - 1] != '_' && StartsWord(propertyName, i))
                name[length++] = '_';
            if (length == MaximumLength)
                break;

            if (char.IsAsciiLetterOrDigit(letter))
            {
                if (length == 0 && char.IsAsciiDigit(letter))
                    length = Append(name, Stem + '_');
                name[length++] = char.ToUpperInvariant(letter);
            }
            else if (length > 0)
            {
                name[length++] = '_';
            }
        }
        return length == 0 ? Stem : name[..length].ToString();
    }

    /// <summary>An upper-case letter after a lower-case one or a digit, or as the first of a word after an acronym.</summary>
    static bool StartsWord(string text, int i) =>
        char.IsAsciiLetterUpper(text[i])
        && (char.IsAsciiLetterLower(text[i - 1])
            || char.IsAsciiDigit(text[i - 1])
            || (i + 1 < text.Length && char.IsAsciiLetterLower(text[i + 1])));

    static int Append(Span<char> name, string text)
    {
        text.CopyTo(name);
        return text.Length;
    }
}
