using System.Globalization;
using System.Text;

namespace Wattd.Cpu;

/// <summary>Small text files of the kernel, read whole. Any of them may be missing, refused, empty or hold anything.</summary>
static class SysfsFile
{
    /// <summary>The first line, without white space around it; null where it cannot be read or is empty.</summary>
    public static string? ReadLine(string path)
    {
        Span<byte> buffer = stackalloc byte[256];
        try
        {
            using var handle = File.OpenHandle(path);
            var text = buffer[..RandomAccess.Read(handle, buffer, 0)];
            var end = text.IndexOf((byte)'\n');
            var line = Encoding.UTF8.GetString(end < 0 ? text : text[..end]).Trim();
            return line.Length == 0 ? null : line;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>An unsigned number; null where the file cannot be read or holds none.</summary>
    public static ulong? ReadNumber(string path) =>
        ulong.TryParse(ReadLine(path), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
