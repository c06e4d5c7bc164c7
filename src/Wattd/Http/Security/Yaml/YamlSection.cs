using Wattd.Settings;

namespace Wattd.Http.Security.Yaml;

/// <summary>
/// A mapping with known keys, read one by one. A fault adds a line, and its key counts as absent.
/// </summary>
sealed class YamlSection
{
    static readonly string[] Yes = ["true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y"];
    static readonly string[] No = ["false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF", "n", "N"];

    readonly YamlFaults _faults;
    readonly Dictionary<string, YamlValue> _values = [];

    /// <param name="name">Its key; empty for the file itself.</param>
    /// <param name="value">Its value; null if absent.</param>
    /// <param name="keys">The allowed keys; null for any.</param>
    /// <param name="faults">Receives the faults.</param>
    public YamlSection(string name, YamlValue? value, IReadOnlyList<string>? keys, YamlFaults faults)
    {
        (Name, _faults, Line) = (name, faults, value?.Line ?? 1);
        if (value is YamlMapping mapping)
            Take(mapping, keys);
        else if (value is not (null or YamlScalar { IsNull: true }))
            faults.Add(Line, name.Length == 0
                ? $"is not a mapping of keys; there are {string.Join(", ", keys ?? [])}"
                : $"{name} is not a mapping of keys, each on a line of its own");
    }

    public string Name { get; }

    /// <summary>Where it begins.</summary>
    public int Line { get; }

    /// <summary>Whether it has unknown keys, which may be misspelled forms of a missing one.</summary>
    public bool HasUnknownKeys { get; private set; }

    /// <summary>The keys that are present, with or without a value.</summary>
    public IReadOnlyCollection<string> Keys => _values.Keys;

    /// <summary>The line of a key; the section's own line if the key is absent.</summary>
    public int LineOf(string key) => _values.TryGetValue(key, out var value) ? value.Line : Line;

    /// <summary>Whether a key is present, with or without a value.</summary>
    public bool Has(string key) => _values.ContainsKey(key);

    /// <summary>A section within this one.</summary>
    public YamlSection Section(string key, IReadOnlyList<string>? keys) =>
        new(key, _values.GetValueOrDefault(key), keys, _faults);

    /// <summary>A text; null if it is absent or empty.</summary>
    public string? Text(string key) =>
        Scalar(key, "a text") is { IsNull: false, Text.Length: > 0 } scalar ? scalar.Text : null;

    /// <summary>True or false, in any form of YAML 1.1.</summary>
    public bool Switch(string key, bool unset)
    {
        if (Scalar(key, "true or false") is not { IsNull: false } scalar)
            return unset;
        if (!Yes.Contains(scalar.Text) && !No.Contains(scalar.Text))
            _faults.Add(scalar.Line, $"{key}: {Quoted.Text(scalar.Text)} is not true or false");
        return Yes.Contains(scalar.Text) || (unset && !No.Contains(scalar.Text));
    }

    /// <summary>The index of the word.</summary>
    public int Choice(string key, string[] words, int unset) =>
        Scalar(key, Allowed(words)) is { IsNull: false, Text.Length: > 0 } scalar && Find(key, scalar, words) is >= 0 and var found
            ? found
            : unset;

    /// <summary>The indexes of the words, in file order; empty if absent.</summary>
    public IReadOnlyList<int> Choices(string key, string[] words) =>
        [.. Scalars(key).Select(scalar => Find(key, scalar, words)).Where(found => found >= 0)];

    /// <summary>A list of texts; empty if absent.</summary>
    public IReadOnlyList<string> Texts(string key) => [.. Scalars(key).Select(scalar => scalar.Text)];

    /// <summary>Adds a fault of a key.</summary>
    public void Refuse(string key, string complaint) => _faults.Add(LineOf(key), $"{Quoted.Plain(key)}{complaint}");

    void Take(YamlMapping mapping, IReadOnlyList<string>? keys)
    {
        foreach (var (key, value) in mapping.Entries)
        {
            if (keys is not null && !keys.Contains(key.Text))
            {
                HasUnknownKeys = true;
                _faults.Add(key.Line, Unknown(key.Text, keys));
            }
            else if (!_values.TryAdd(key.Text, value))
                _faults.Add(key.Line, $"{Shown(key.Text)} is already set in line {_values[key.Text].Line}");
        }
    }

    string Unknown(string key, IReadOnlyList<string> keys) =>
        $"{Shown(key)} is not a key; "
        + (NearestName.Of(key, keys) is { } nearest ? $"did you mean {nearest}?" : $"there are {string.Join(", ", keys)}");

    string Shown(string key) => Name.Length == 0 ? Quoted.Text(key) : $"{Quoted.Text(key)} in {Name}";

    YamlScalar? Scalar(string key, string allowed)
    {
        if (!_values.TryGetValue(key, out var value) || value is YamlScalar)
            return value as YamlScalar;
        _faults.Add(value.Line, $"{key} is a list or a mapping; it must be {allowed}");
        return null;
    }

    IEnumerable<YamlScalar> Scalars(string key)
    {
        if (!_values.TryGetValue(key, out var value) || value is YamlScalar { IsNull: true })
            yield break;
        if (value is not YamlSequence sequence)
        {
            _faults.Add(value.Line, $"{key} is not a list, each item on a line of its own after '- '");
            yield break;
        }
        foreach (var item in sequence.Items)
        {
            if (item is YamlScalar scalar)
                yield return scalar;
            else
                _faults.Add(item.Line, $"{key} has an item that is a list or a mapping; each item must be a text");
        }
    }

    int Find(string key, YamlScalar scalar, string[] words)
    {
        var found = Array.IndexOf(words, scalar.Text);
        if (found < 0)
            _faults.Add(scalar.Line, $"{key}: {Quoted.Text(scalar.Text)} is not {Allowed(words)}");
        return found;
    }

    static string Allowed(string[] words) => $"one of {string.Join(", ", words)}";
}
