using Wattd.Settings;

namespace Wattd.Http.Security.Tls;

/// <summary>Where a certificate or a key is: in a file, or in the configuration itself.</summary>
/// <param name="Key">The key that names it: <c>cert_file</c>.</param>
/// <param name="Path">The file; null where the text is in the configuration.</param>
/// <param name="Text">The text in the configuration; null where it is in a file.</param>
/// <param name="Origin">The line of the key: <c>web-config.yml:3</c>.</param>
sealed record PemSource(string Key, string? Path, string? Text, string Origin)
{
    // A certificate chain has a few kilobytes; a larger file is something else.
    const int MostBytes = 1 << 20;

    /// <summary>For an error line: <c>web-config.yml:3: cert_file '/etc/wattd/server.crt'</c>.</summary>
    public override string ToString() => $"{Origin}: {Key}{(Path is null ? "" : " " + Quoted.Text(Path))}";

    /// <summary>Reads the text.</summary>
    /// <exception cref="ConfigurationException">The file cannot be read.</exception>
    public string Read()
    {
        if (Path is null)
            return Text!;
        try
        {
            return TextFile.Read(Path, MostBytes);
        }
        catch (UnreadableFileException e)
        {
            throw new ConfigurationException([$"{this} {e.Message}{FileRights.Cure(Path, e)}"]);
        }
    }
}
