using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Wattd.Cpu;

/// <summary>Which file it is, whatever its name: device and inode.</summary>
readonly partial record struct FileIdentity(uint Major, uint Minor, ulong Inode)
{
    const int AT_FDCWD = -100, AT_EMPTY_PATH = 0x1000;
    const uint STATX_INO = 0x100;

    /// <summary>The file behind an open handle; null where the kernel does not say.</summary>
    public static FileIdentity? Of(SafeFileHandle handle)
    {
        var held = false;
        try
        {
            handle.DangerousAddRef(ref held);
            return Stat((int)handle.DangerousGetHandle(), "", AT_EMPTY_PATH);
        }
        finally
        {
            if (held)
                handle.DangerousRelease();
        }
    }

    /// <summary>The file that a path leads to; null where it leads nowhere.</summary>
    public static FileIdentity? Of(string path) => Stat(AT_FDCWD, path, 0);

    static FileIdentity? Stat(int folder, string path, int flags) =>
        statx(folder, path, flags, STATX_INO, out var stat) == 0
            ? new FileIdentity(stat.DeviceMajor, stat.DeviceMinor, stat.Inode)
            : null;

    // statx rather than stat: its layout is the same on every architecture.
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, out StatX stat);

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    struct StatX
    {
        [FieldOffset(32)] public ulong Inode;
        [FieldOffset(136)] public uint DeviceMajor;
        [FieldOffset(140)] public uint DeviceMinor;
    }
}
