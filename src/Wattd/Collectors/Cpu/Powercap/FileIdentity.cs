using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Wattd.Collectors.Cpu.Powercap;

/// <summary>Which file it is, whatever its name: device and inode.</summary>
readonly partial record struct FileIdentity(uint Major, uint Minor, ulong Inode)
{
    const int AT_FDCWD = -100, AT_EMPTY_PATH = 0x1000;
    const uint STATX_TYPE = 0x1, STATX_INO = 0x100;
    const int FileTypeMask = 0xF000, RegularFile = 0x8000;
    const int ENOENT = 2, EACCES = 13, ENOTDIR = 20;

    /// <summary>The file behind an open handle; null where the kernel does not say.</summary>
    public static FileIdentity? Of(SafeFileHandle handle) => Stat(handle) is { } stat ? Of(stat) : null;

    /// <summary>The file that a path leads to; null where it leads nowhere.</summary>
    public static FileIdentity? Of(string path) =>
        statx(AT_FDCWD, path, 0, STATX_INO, out var stat) == 0 ? Of(stat) : null;

    /// <summary>Whether an open file is a regular one, not a directory, a pipe, a socket or a device.</summary>
    public static bool IsRegular(SafeFileHandle handle) => Stat(handle) is { } stat && (stat.Mode & FileTypeMask) == RegularFile;

    /// <summary>Whether there is anything at a path, whatever it is; a link that leads in a circle too.</summary>
    public static bool IsTaken(string path) =>
        statx(AT_FDCWD, path, 0, STATX_TYPE, out _) == 0
        || Marshal.GetLastPInvokeError() is not (ENOENT or ENOTDIR or EACCES);

    static FileIdentity Of(in StatX stat) => new(stat.DeviceMajor, stat.DeviceMinor, stat.Inode);

    static StatX? Stat(SafeFileHandle handle)
    {
        var held = false;
        try
        {
            handle.DangerousAddRef(ref held);
            return statx((int)handle.DangerousGetHandle(), "", AT_EMPTY_PATH, STATX_TYPE | STATX_INO, out var stat) == 0
                ? stat
                : null;
        }
        finally
        {
            if (held)
                handle.DangerousRelease();
        }
    }

    // statx rather than stat: its layout is the same on every architecture.
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, out StatX stat);

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    struct StatX
    {
        [FieldOffset(28)] public ushort Mode;
        [FieldOffset(32)] public ulong Inode;
        [FieldOffset(136)] public uint DeviceMajor;
        [FieldOffset(140)] public uint DeviceMinor;
    }
}
