using System.Globalization;
using System.Text;

namespace Wattd.Linux;

/// <summary>
/// Small text files of the kernel. They may be missing, inaccessible, empty or invalid, or may not be files: a read is
/// limited in size and never blocks.
/// </summary>
static class SysfsFile
{
    /// <summary>
    /// The first line, 256 bytes at most, without surrounding white space; null if it cannot be read or is empty.
    /// </summary>
    /// <exception cref="IOException">The process has too many open files.</exception>
    public static string? ReadLine(string path)
    {
        Span<byte> buffer = stackalloc byte[256];
        var text = ReadStart(path, buffer);
        var end = text.IndexOf((byte)'\n');
        var line = Encoding.UTF8.GetString(end < 0 ? text : text[..end]).Trim();
        return line.Length == 0 ? null : line;
    }

    /// <summary>The beginning of a file, as much as one read returns; empty if it cannot be read.</summary>
    /// <exception cref="IOException">The process has too many open files.</exception>
    public static Span<byte> ReadStart(string path, Span<byte> buffer)
    {
        try
        {
            using var handle = KernelFile.OpenRead(path);
            return buffer[..RandomAccess.Read(handle, buffer, 0)];
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException && !KernelFile.IsOutOfDescriptors(exception))
        {
            return [];
        }
    }

    /// <summary>An unsigned number; null if the file cannot be read or has none.</summary>
    public static ulong? ReadNumber(string path) =>
        ulong.TryParse(ReadLine(path), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
