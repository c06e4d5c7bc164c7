using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Wattd.Linux;
using static Wattd.Linux.Errno;
using static Wattd.Linux.Fcntl;
using static Wattd.Linux.Stat;

namespace Wattd.Collectors.Cpu.Powercap;

/// <summary>Which file it is, whatever its name: device and inode.</summary>
readonly record struct FileIdentity(uint Major, uint Minor, ulong Inode)
{
    /// <summary>The file behind an open handle; null where the kernel does not say.</summary>
    public static FileIdentity? Of(SafeFileHandle handle) => Stat.Of(handle, STATX_INO) is { } stat ? Of(stat) : null;

    /// <summary>The file that a path leads to; null where it leads nowhere.</summary>
    public static FileIdentity? Of(string path) =>
        statx(AT_FDCWD, path, 0, STATX_INO, out var stat) == 0 ? Of(stat) : null;

    /// <summary>Whether there is anything at a path, whatever it is; a link that leads in a circle too.</summary>
    public static bool IsTaken(string path) =>
        statx(AT_FDCWD, path, 0, STATX_TYPE, out _) == 0
        || Marshal.GetLastPInvokeError() is not (ENOENT or ENOTDIR or EACCES);

    static FileIdentity Of(in StatX stat) => new(stat.DeviceMajor, stat.DeviceMinor, stat.Inode);
}
