using System.Text;
using Microsoft.Extensions.Configuration.Ini;

namespace Wattd.Settings;

/// <summary>The configuration file as read: its values, and a line for each fault.</summary>
/// <param name="Path">The path, whether or not the file exists.</param>
/// <param name="Exists">Whether it exists.</param>
/// <param name="Values">What it sets.</param>
/// <param name="Errors">The faults, one line each; <paramref name="Values"/> then holds only the valid ones.</param>
sealed record ConfigurationFile(string Path, bool Exists, SettingsLayer Values, IReadOnlyList<string> Errors)
{
    // A configuration file has a page or two: a larger file is something else.
    const int MostBytes = 256 << 10;

    /// <summary>Reads the file.</summary>
    /// <param name="table">All settings.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="origin">Who named it; null for the default file, which may be absent.</param>
    public static ConfigurationFile Read(SettingTable table, string path, string? origin)
    {
        // The setting's own check reports a path that is not one.
        if (string.IsNullOrWhiteSpace(path) || path.Contains('\0'))
            return Without(path, exists: false);
        var named = origin is null ? Quoted.Text(path) : $"{Quoted.Text(path)} (from {origin})";
        try
        {
            return Parse(table, path, TextFile.Read(path, MostBytes));
        }
        catch (UnreadableFileException e)
        {
            return e.Problem == FileProblem.Missing
                ? Without(path, exists: false, origin is null ? [] : [$"config.file: {named} {e.Message}{UnitSandbox.Fix(path, e.Problem)}"])
                : Without(path, exists: true, $"config.file: {named} {e.Message}"
                    + (e.Problem == FileProblem.Forbidden ? "; 'chmod a+r' on the file and 'chmod a+x' on its folders fix that" : ""));
        }
    }

    /// <summary>
    /// The files <c>*.conf</c> of the folder that is named after a file, <c>wattd.conf.d</c>, in the order of their names: each
    /// overrides those before it.
    /// </summary>
    public static IReadOnlyList<ConfigurationFile> ReadFolderOf(SettingTable table, string path)
    {
        var folder = path + ".d";
        try
        {
            return [.. Directory.GetFiles(folder, "*.conf").Where(file => !System.IO.Path.GetFileName(file).StartsWith('.')).Order(StringComparer.Ordinal).Select(file => Read(table, file, origin: folder))];
        }
        catch (DirectoryNotFoundException) when (!File.Exists(folder))
        {
            return [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [Without(folder, exists: true, $"config.file: {Quoted.Text(folder)} {(File.Exists(folder) ? "is not a folder" : $"cannot be read: {Quoted.Plain(e.Message)}")}")];
        }
    }

    /// <summary>Parses the text of a file.</summary>
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
