using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Wattd.Linux;
using static Wattd.Linux.Errno;
using static Wattd.Linux.Fcntl;
using static Wattd.Linux.Stat;

namespace Wattd.Collectors.Cpu.Powercap;

/// <summary>The identity of a file under any name: device and inode.</summary>
readonly record struct FileIdentity(uint Major, uint Minor, ulong Inode)
{
    /// <summary>The file behind an open handle; null if the kernel reports none.</summary>
    public static FileIdentity? Of(SafeFileHandle handle) => Stat.Of(handle, STATX_INO) is { } stat ? Of(stat) : null;

    /// <summary>The file that a path leads to; null if there is none.</summary>
    public static FileIdentity? Of(string path) =>
        statx(AT_FDCWD, path, 0, STATX_INO, out var stat) == 0 ? Of(stat) : null;

    /// <summary>Whether anything exists at a path, including a circular link.</summary>
    public static bool IsTaken(string path) =>
        statx(AT_FDCWD, path, 0, STATX_TYPE, out _) == 0
        || Marshal.GetLastPInvokeError() is not (ENOENT or ENOTDIR or EACCES);

    static FileIdentity Of(in StatX stat) => new(stat.DeviceMajor, stat.DeviceMinor, stat.Inode);
}
