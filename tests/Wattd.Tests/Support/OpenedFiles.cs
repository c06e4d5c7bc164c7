using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Wattd.Tests.Support;

/// <summary>The files that any process opens in some folders, as inotify(7) reports them.</summary>
sealed partial class OpenedFiles : IDisposable
{
    const int IN_NONBLOCK = 0x800;
    const uint IN_OPEN = 0x20, IN_ISDIR = 0x40000000, IN_Q_OVERFLOW = 0x4000;
    const int HeaderBytes = 16;

    readonly int _inotify = inotify_init1(IN_NONBLOCK);
    readonly HashSet<string> _names = [];

    public OpenedFiles(params string[] folders)
    {
        Assert.True(_inotify >= 0, "inotify_init1 failed");
        foreach (var folder in folders)
            Assert.True(inotify_add_watch(_inotify, folder, IN_OPEN) >= 0, $"{folder} cannot be watched");
    }

    /// <summary>The names of the files that were opened so far.</summary>
    public IReadOnlySet<string> Names()
    {
        var buffer = new byte[16 * 1024];
        while (read(_inotify, buffer, buffer.Length) is > 0 and var length)
        {
            for (var at = 0; at < length;)
            {
                var mask = BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(at + 4));
                var size = BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(at + 12));
                Assert.True((mask & IN_Q_OVERFLOW) == 0, "more files were opened than inotify can report");
                if ((mask & (IN_OPEN | IN_ISDIR)) == IN_OPEN)
                    _names.Add(Encoding.UTF8.GetString(buffer, at + HeaderBytes, size).TrimEnd('\0'));
                at += HeaderBytes + size;
            }
        }
        return _names;
    }

    public void Dispose() => _ = close(_inotify);

    [LibraryImport("libc")]
    private static partial int inotify_init1(int flags);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int inotify_add_watch(int inotify, string path, uint mask);

    [LibraryImport("libc")]
    private static partial nint read(int file, byte[] buffer, nint length);

    [LibraryImport("libc")]
    private static partial int close(int file);
}
