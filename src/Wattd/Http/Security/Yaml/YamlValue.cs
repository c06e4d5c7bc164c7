namespace Wattd.Http.Security.Yaml;

/// <summary>A value in a YAML file, with its first line, from 1.</summary>
abstract record YamlValue(int Line);

/// <summary>A single value as written.</summary>
/// <param name="Text">The text.</param>
/// <param name="IsPlain">Whether it is unquoted, and so may mean null or a number.</param>
/// <param name="Line">Its line.</param>
sealed record YamlScalar(string Text, bool IsPlain, int Line) : YamlValue(Line)
{
    /// <summary>Whether it means no value.</summary>
    public bool IsNull => IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";
}

/// <summary>A list of values.</summary>
sealed record YamlSequence(IReadOnlyList<YamlValue> Items, int Line) : YamlValue(Line);

/// <summary>Values by key, in file order; a key may occur twice.</summary>
sealed record YamlMapping(IReadOnlyList<(YamlScalar Key, YamlValue Value)> Entries, int Line) : YamlValue(Line);
