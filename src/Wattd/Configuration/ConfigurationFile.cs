using System.Text;
using Microsoft.Extensions.Configuration.Ini;

namespace Wattd.Configuration;

/// <summary>The configuration file as it was read: its values, and a line for each thing that is wrong with it.</summary>
/// <param name="Path">Where it is, or would be.</param>
/// <param name="Exists">Whether it is there.</param>
/// <param name="Values">What it sets.</param>
/// <param name="Errors">What is wrong, one line each; the values are then the others.</param>
sealed record ConfigurationFile(string Path, bool Exists, SettingsLayer Values, IReadOnlyList<string> Errors)
{
    // A file of this kind has a page or two: what is larger is something else, such as a device that never ends.
    const int MostBytes = 1 << 20;

    /// <summary>Reads the file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="origin">Who named it; null for the default file, which may be absent.</param>
    public static ConfigurationFile Read(string path, string? origin)
    {
        // The table says what is wrong with a name that is none.
        if (string.IsNullOrWhiteSpace(path) || path.Contains('\0'))
            return Without(path, exists: false);
        var named = origin is null ? Quoted.Text(path) : $"{Quoted.Text(path)} (from {origin})";
        try
        {
            return Parse(path, ReadText(path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Without(path, exists: false, origin is null ? [] : [$"config.file: {named} does not exist"]);
        }
        catch (UnauthorizedAccessException)
        {
            return Without(path, exists: true, [Directory.Exists(path)
                ? $"config.file: {named} is a folder, not a file"
                : $"config.file: {named} may not be read by this user; 'chmod a+r' on the file and 'chmod a+x' on its folders mend that"]);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return Without(path, exists: true, [$"config.file: {named} cannot be read: {Quoted.Plain(e.Message)}"]);
        }
    }

    /// <summary>Takes the text of a file apart.</summary>
    public static ConfigurationFile Parse(string path, string text)
    {
        var lines = IniLines.Scan(text);
        var provider = new IniStreamConfigurationProvider(new IniStreamConfigurationSource());
        provider.Load(new MemoryStream(Encoding.UTF8.GetBytes(lines.Sound)));
        return new(
            path, Exists: true,
            new SettingsLayer(provider, setting => $"{path}:{lines.LineOf[setting.Path]}"),
            [.. lines.Errors.Select(error => $"{path}:{error.Line}: {error.Message}")]);
    }

    static ConfigurationFile Without(string path, bool exists, params IReadOnlyList<string> errors) =>
        new(path, exists, SettingsLayer.Of([]), errors);

    static string ReadText(string path)
    {
        using var file = File.OpenRead(path);
        var bytes = new byte[MostBytes + 1];
        var count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return count <= MostBytes
            ? new StreamReader(new MemoryStream(bytes, 0, count)).ReadToEnd()
            : throw new InvalidDataException("it is larger than 1 MiB");
    }
}
