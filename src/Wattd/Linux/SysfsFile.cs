using System.Globalization;
using System.Text;

namespace Wattd.Linux;

/// <summary>
/// Small text files of the kernel. Any of them may be missing, refused, empty or hold anything, or be no file at all: a
/// read takes a limited part and never waits.
/// </summary>
static class SysfsFile
{
    /// <summary>The first line, 256 bytes at most, without white space around it; null where it cannot be read or is empty.</summary>
    /// <exception cref="IOException">The process may open no more files.</exception>
    public static string? ReadLine(string path)
    {
        Span<byte> buffer = stackalloc byte[256];
        var text = ReadStart(path, buffer);
        var end = text.IndexOf((byte)'\n');
        var line = Encoding.UTF8.GetString(end < 0 ? text : text[..end]).Trim();
        return line.Length == 0 ? null : line;
    }

    /// <summary>The beginning of a file, as much as one read gives; empty where it cannot be read.</summary>
    /// <exception cref="IOException">The process may open no more files.</exception>
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

    /// <summary>An unsigned number; null where the file cannot be read or holds none.</summary>
    public static ulong? ReadNumber(string path) =>
        ulong.TryParse(ReadLine(path), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
