namespace Wattd.WebConfig;

/// <summary>Reads small files.</summary>
static class TextFile
{
    /// <summary>What to say of a file that may not be read.</summary>
    public const string NotReadable = "may not be read by this user; "
        + "'chgrp wattd' and 'chmod g+r' on the file, and 'chmod a+x' on its folders, mend that";

    /// <summary>The text of a file.</summary>
    /// <exception cref="InvalidDataException">It has more bytes than it may.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static string Read(string path, int mostBytes)
    {
        using var file = File.OpenRead(path);
        var bytes = new byte[mostBytes + 1];
        var count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return count <= mostBytes
            ? new StreamReader(new MemoryStream(bytes, 0, count)).ReadToEnd()
            : throw new InvalidDataException($"it is larger than {mostBytes >> 10} KiB");
    }
}
