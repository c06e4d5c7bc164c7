namespace Wattd.Http.Security.Yaml;

/// <summary>A value in a YAML file, with the line that it begins on, from 1.</summary>
abstract record YamlValue(int Line);

/// <summary>A single value as it was written.</summary>
/// <param name="Text">The text.</param>
/// <param name="IsPlain">Whether it stands without quotes, and so may mean null or a number.</param>
/// <param name="Line">Its line.</param>
sealed record YamlScalar(string Text, bool IsPlain, int Line) : YamlValue(Line)
{
    /// <summary>Whether it says that there is no value.</summary>
    public bool IsNull => IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";
}

/// <summary>Values in a row.</summary>
sealed record YamlSequence(IReadOnlyList<YamlValue> Items, int Line) : YamlValue(Line);

/// <summary>Values by their keys, in the order of the file; a key may stand there twice.</summary>
sealed record YamlMapping(IReadOnlyList<(YamlScalar Key, YamlValue Value)> Entries, int Line) : YamlValue(Line);
