using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Wattd.Linux;
using static Wattd.Linux.Errno;
using static Wattd.Linux.Stat;

namespace Wattd.Settings;

/// <summary>Reads small regular files, up to a limit. A pipe, a socket or a device is refused and never blocks.</summary>
static class TextFile
{
    // Linux's admin-guide/devices.txt: /dev/null, a common name for "no file".
    const uint NullMajor = 1, NullMinor = 3;

    /// <summary>The text of a file.</summary>
    /// <param name="path">The file, links followed.</param>
    /// <param name="mostBytes">The limit; a multiple of 1,024.</param>
    /// <exception cref="UnreadableFileException">It cannot be read, is not a regular file, or is larger.</exception>
    public static string Read(string path, int mostBytes)
    {
        using var file = Open(path);
        if (!HasContent(file))
            return "";
        var bytes = new byte[mostBytes + 1];
        var count = 0;
        try
        {
            int read;
            while (count < bytes.Length && (read = RandomAccess.Read(file, bytes.AsSpan(count), count)) > 0)
                count += read;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableFileException(FileProblem.Other, $"cannot be read: {Quoted.Plain(e.Message)}");
        }
        return count <= mostBytes
            ? new StreamReader(new MemoryStream(bytes, 0, count)).ReadToEnd()
            : throw new UnreadableFileException(FileProblem.Other, $"cannot be read: it is larger than {mostBytes >> 10} KiB");
    }

    static SafeFileHandle Open(string path)
    {
        // The kernel ends a name at its first zero byte and would ignore the rest.
        if (path.Contains('\0'))
            throw Missing();
        if (Fcntl.OpenRead(path, out var error) is { } file)
            return file;
        throw error switch
        {
            ENOENT or ENOTDIR => Missing(),
            EACCES or EPERM => new UnreadableFileException(FileProblem.Forbidden, "is not readable by this user"),
            ENXIO => NotRegular(),
            _ => new UnreadableFileException(FileProblem.Other, $"cannot be read: {Marshal.GetPInvokeErrorMessage(error)}"),
        };
    }

    /// <summary>Whether the file is a regular one; /dev/null passes as an empty one.</summary>
    static bool HasContent(SafeFileHandle file)
    {
        if (Stat.Of(file, STATX_TYPE) is not { } stat)
            throw NotRegular();
        return stat.Type switch
        {
            IFREG => true,
            IFCHR when (stat.OwnMajor, stat.OwnMinor) == (NullMajor, NullMinor) => false,
            IFDIR => throw new UnreadableFileException(FileProblem.Other, "is a folder, not a file"),
            _ => throw NotRegular(),
        };
    }

    static UnreadableFileException Missing() => new(FileProblem.Missing, "does not exist");

    static UnreadableFileException NotRegular() =>
        new(FileProblem.Other, "is a pipe, a socket or a device, not a regular file");
}
