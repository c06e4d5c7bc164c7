using System.Buffers.Text;
using Microsoft.Win32.SafeHandles;
using Wattd.Linux;

namespace Wattd.Collectors.Encodes.Cgroups;

/// <summary>
/// The processor time of a cgroup: <c>usage_usec</c> of its <c>cpu.stat</c>, which every cgroup has without any controller since
/// Linux 4.15, and the root since 5.8. It includes that of cgroups below it, also of those that are gone. The file is opened once.
/// </summary>
sealed class CpuStatFile : IDisposable
{
    readonly SafeFileHandle _handle;

    CpuStatFile(SafeFileHandle handle) => _handle = handle;

    /// <summary>Opens the file of a cgroup; null if it is gone, may not be read, or no descriptor is free.</summary>
    /// <param name="folder">The directory of the cgroup.</param>
    public static CpuStatFile? Open(string folder)
    {
        try
        {
            return new CpuStatFile(KernelFile.OpenRead(Path.Combine(folder, "cpu.stat")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The processor time so far, in microseconds; null if the cgroup is gone (ENODEV) or the file has none.</summary>
    public ulong? Read()
    {
        Span<byte> buffer = stackalloc byte[512];
        try
        {
            return Parse(buffer[..RandomAccess.Read(_handle, buffer, 0)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Dispose() => _handle.Dispose();

    static ulong? Parse(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> key = "usage_usec "u8;
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n');
            // A line that is cut may have lost digits.
            if (end < 0)
                return null;
            var line = text[..end];
            if (line.StartsWith(key))
                return Utf8Parser.TryParse(line[key.Length..], out ulong usage, out var length) && length == line.Length - key.Length ? usage : null;
            text = text[(end + 1)..];
        }
        return null;
    }
}
