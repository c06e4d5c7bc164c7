using System.Runtime.InteropServices;

namespace Wattd.Linux;

/// <summary>sys/inotify.h: events of files and directories. The values are the same on x86-64 and arm64 (linux/inotify.h).</summary>
static partial class Inotify
{
    public const int IN_NONBLOCK = 0x800, IN_CLOEXEC = 0x80000;
    public const uint IN_MODIFY = 0x2, IN_CREATE = 0x100, IN_DELETE = 0x200, IN_Q_OVERFLOW = 0x4000, IN_IGNORED = 0x8000;
    public const uint IN_ONLYDIR = 0x01000000, IN_DONT_FOLLOW = 0x02000000, IN_ISDIR = 0x40000000;

    [LibraryImport("libc", SetLastError = true)]
    public static partial int inotify_init1(int flags);

    /// <returns>The number of the watch; -1 with the reason in errno, ENOSPC where the user has too many watches.</returns>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int inotify_add_watch(int descriptor, string path, uint mask);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int inotify_rm_watch(int descriptor, int watch);

    /// <summary>struct inotify_event without its name, which follows: null-terminated, and padded to <see cref="Length"/>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Event
    {
        public int Watch;
        public uint Mask, Cookie, Length;
    }
}
