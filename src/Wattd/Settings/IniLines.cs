using System.Text;

namespace Wattd.Settings;

/// <summary>
/// A file of settings line by line. The values are read by the configuration library, which stops at the first fault
/// and has no line numbers; this class finds every fault and the line of each key, by the same rules.
/// </summary>
/// <param name="Sound">The text without the faulty lines.</param>
/// <param name="LineOf">The line of each setting, from 1, by <see cref="Setting.Path"/>.</param>
/// <param name="Errors">What is wrong, by line.</param>
sealed record IniLines(string Sound, IReadOnlyDictionary<string, int> LineOf, IReadOnlyList<(int Line, string Message)> Errors)
{
    public static IniLines Scan(SettingTable table, string text)
    {
        Setting[] settings = [.. table.InFile];
        var sound = new StringBuilder();
        var lineOf = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var errors = new List<(int, string)>();
        var section = "";
        var number = 0;
        foreach (var rawLine in text.AsSpan().EnumerateLines())
        {
            number++;
            var line = rawLine.Trim();
            if (line.IsEmpty || line[0] is '#' or ';' or '/')
                continue;
            var fault = line is ['[', .. var name, ']']
                ? Enter(settings, section = name.Trim().ToString())
                : CheckKey(settings, section, line.ToString(), number, lineOf);
            if (fault is null)
                sound.Append(line).Append('\n');
            else if (fault.Length > 0)
                errors.Add((number, fault));
        }
        return new(sound.ToString(), lineOf, errors);
    }

    static string? Enter(Setting[] settings, string section) =>
        IsKnown(settings, section)
            ? null
            : $"[{Quoted.Plain(section)}] is not a section; the sections are {string.Join(", ", Sections(settings).Select(name => $"[{name}]"))}";

    /// <returns>What is wrong with the line; null where nothing is, and empty where the fault of its section is already reported.</returns>
    static string? CheckKey(Setting[] settings, string section, string line, int number, Dictionary<string, int> lineOf)
    {
        if (section.Length > 0 && !IsKnown(settings, section))
            return "";
        var equals = line.IndexOf('=');
        if (equals <= 0)
            return $"{Quoted.Text(line)} is neither a [section] nor a 'key = value'";
        var key = line[..equals].Trim();
        var setting = settings.FirstOrDefault(setting => setting.Section.Equals(section, StringComparison.OrdinalIgnoreCase)
            && setting.Key.Equals(key, StringComparison.OrdinalIgnoreCase));
        if (setting is null)
            return Unknown(settings, section, key);
        return lineOf.TryAdd(setting.Path, number)
            ? null
            : $"{setting.Name} is already set in line {lineOf[setting.Path]}";
    }

    static string Unknown(Setting[] settings, string section, string key)
    {
        var written = section.Length == 0 ? Quoted.Text(key) : $"'{Quoted.Plain(key)}' in [{section}]";
        var misplaced = settings.FirstOrDefault(setting => setting.Name.Equals(key, StringComparison.OrdinalIgnoreCase)
            || (section.Length == 0 && setting.Key.Equals(key, StringComparison.OrdinalIgnoreCase)));
        if (misplaced is not null)
            return $"{written} is not a setting; "
                + (misplaced.Section.Length == 0
                    ? $"'{misplaced.Key} = ' belongs before the first [section]"
                    : $"'{misplaced.Key} = ' belongs in [{misplaced.Section}]");

        var keys = settings
            .Where(setting => setting.Section.Equals(section, StringComparison.OrdinalIgnoreCase))
            .Select(setting => setting.Key)
            .ToList();
        return $"{written} is not a setting; "
            + (NearestName.Of(key, keys) is { } nearest ? $"did you mean {nearest}?" : $"there are {string.Join(", ", keys)}");
    }

    static bool IsKnown(Setting[] settings, string section) => Sections(settings).Contains(section, StringComparer.OrdinalIgnoreCase);

    static IEnumerable<string> Sections(Setting[] settings) =>
        settings.Select(setting => setting.Section).Where(section => section.Length > 0).Distinct();
}
