using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Wattd.Settings;

/// <summary>Reads small regular files, up to a limit. A pipe, a socket or a device in their place is refused, and blocks nobody.</summary>
static partial class TextFile
{
    const int O_RDONLY = 0, AT_EMPTY_PATH = 0x1000;
    const int EPERM = 1, ENOENT = 2, EINTR = 4, ENXIO = 6, EACCES = 13, ENOTDIR = 20;
    const uint STATX_TYPE = 0x1;
    // linux/stat.h, without their S_.
    const int IFMT = 0xF000, IFDIR = 0x4000, IFREG = 0x8000, IFCHR = 0x2000;

    // asm-generic/fcntl.h: the same on x86-64 and arm64.
    const int O_NONBLOCK = 0x800, O_CLOEXEC = 0x80000;

    // Linux's admin-guide/devices.txt: /dev/null, a common name for "no file".
    const uint NullMajor = 1, NullMinor = 3;

    /// <summary>The text of a file.</summary>
    /// <param name="path">The file, links followed.</param>
    /// <param name="mostBytes">The limit; a multiple of 1,024.</param>
    /// <exception cref="UnreadableFileException">It cannot be read, is no regular file, or is larger.</exception>
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
            throw new UnreadableFileException(FileTrouble.Other, $"cannot be read: {Quoted.Plain(e.Message)}");
        }
        return count <= mostBytes
            ? new StreamReader(new MemoryStream(bytes, 0, count)).ReadToEnd()
            : throw new UnreadableFileException(FileTrouble.Other, $"cannot be read: it is larger than {mostBytes >> 10} KiB");
    }

    static SafeFileHandle Open(string path)
    {
        // A name ends at its first zero byte: the rest would be ignored.
        if (path.Contains('\0'))
            throw Missing();
        int descriptor, error = 0;
        do
            descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
        while (descriptor < 0 && (error = Marshal.GetLastPInvokeError()) == EINTR);
        if (descriptor >= 0)
            return new SafeFileHandle(descriptor, ownsHandle: true);
        throw error switch
        {
            ENOENT or ENOTDIR => Missing(),
            EACCES or EPERM => new UnreadableFileException(FileTrouble.Forbidden, "may not be read by this user"),
            ENXIO => NotRegular(),
            _ => new UnreadableFileException(FileTrouble.Other, $"cannot be read: {Marshal.GetPInvokeErrorMessage(error)}"),
        };
    }

    /// <summary>Whether the file is a regular one; /dev/null passes as an empty one.</summary>
    static bool HasContent(SafeFileHandle file)
    {
        if (statx((int)file.DangerousGetHandle(), "", AT_EMPTY_PATH, STATX_TYPE, out var stat) != 0)
            throw NotRegular();
        return (stat.Mode & IFMT) switch
        {
            IFREG => true,
            IFCHR when (stat.DeviceMajor, stat.DeviceMinor) == (NullMajor, NullMinor) => false,
            IFDIR => throw new UnreadableFileException(FileTrouble.Other, "is a folder, not a file"),
            _ => throw NotRegular(),
        };
    }

    static UnreadableFileException Missing() => new(FileTrouble.Missing, "does not exist");

    static UnreadableFileException NotRegular() =>
        new(FileTrouble.Other, "is a pipe, a socket or a device; allowed is a regular file");

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int open(string path, int flags);

    // statx rather than fstat: its layout is the same on every architecture.
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, out StatX stat);

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    struct StatX
    {
        [FieldOffset(28)] public ushort Mode;
        [FieldOffset(128)] public uint DeviceMajor;
        [FieldOffset(132)] public uint DeviceMinor;
    }
}
