namespace Wattd.Http.Security.Yaml;

/// <summary>A text is not the YAML that is wanted.</summary>
/// <param name="line">Where, from 1.</param>
/// <param name="message">What is wrong.</param>
sealed class YamlException(int line, string message) : Exception(message)
{
    public int Line => line;
}
