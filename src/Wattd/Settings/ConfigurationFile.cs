using System.Text;
using Microsoft.Extensions.Configuration.Ini;

namespace Wattd.Settings;

/// <summary>The configuration file as it was read: its values, and a line for each thing that is wrong with it.</summary>
/// <param name="Path">Where it is, or would be.</param>
/// <param name="Exists">Whether it is there.</param>
/// <param name="Values">What it sets.</param>
/// <param name="Errors">What is wrong, one line each; the values are then the others.</param>
sealed record ConfigurationFile(string Path, bool Exists, SettingsLayer Values, IReadOnlyList<string> Errors)
{
    // A file of this kind has a page or two: what is larger is something else.
    const int MostBytes = 256 << 10;

    /// <summary>Reads the file.</summary>
    /// <param name="table">The settings there are.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="origin">Who named it; null for the default file, which may be absent.</param>
    public static ConfigurationFile Read(SettingTable table, string path, string? origin)
    {
        // The table says what is wrong with a name that is none.
        if (string.IsNullOrWhiteSpace(path) || path.Contains('\0'))
            return Without(path, exists: false);
        var named = origin is null ? Quoted.Text(path) : $"{Quoted.Text(path)} (from {origin})";
        try
        {
            return Parse(table, path, TextFile.Read(path, MostBytes));
        }
        catch (UnreadableFileException e)
        {
            return e.Trouble == FileTrouble.Missing
                ? Without(path, exists: false, origin is null ? [] : [$"config.file: {named} {e.Message}"])
                : Without(path, exists: true, $"config.file: {named} {e.Message}"
                    + (e.Trouble == FileTrouble.Forbidden ? "; 'chmod a+r' on the file and 'chmod a+x' on its folders fix that" : ""));
        }
    }

    /// <summary>Takes the text of a file apart.</summary>
    public static ConfigurationFile Parse(SettingTable table, string path, string text)
    {
        var lines = IniLines.Scan(table, text);
        var provider = new IniStreamConfigurationProvider(new IniStreamConfigurationSource());
        provider.Load(new MemoryStream(Encoding.UTF8.GetBytes(lines.Sound)));
        return new(
            path, Exists: true,
            new SettingsLayer(provider, setting => $"{path}:{lines.LineOf[setting.Path]}"),
            Faults.Lines(path, lines.Errors));
    }

    static ConfigurationFile Without(string path, bool exists, params IReadOnlyList<string> errors) =>
        new(path, exists, SettingsLayer.Of([]), errors);
}
