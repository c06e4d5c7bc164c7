using System.Buffers.Text;
using Microsoft.Win32.SafeHandles;
using Wattd.Linux;

namespace Wattd.Collectors.Encodes.Cgroups;

/// <summary>
/// The processes of one cgroup. They are read from <c>cgroup.procs</c>, which any user may read: with <c>ProtectProc=invisible</c>
/// the directories of other users' processes are not in /proc.
/// </summary>
static class CgroupProcesses
{
    /// <summary>Adds the pids of a cgroup, in the pid namespace of wattd. Those outside of it are 0 in the file, and left out.</summary>
    /// <param name="folder">The directory of the cgroup.</param>
    /// <param name="into">Gets them; nothing if the cgroup is gone or may not be read.</param>
    public static void Read(string folder, List<uint> into)
    {
        // cgroup.procs of a threaded cgroup fails with EOPNOTSUPP (cgroup-v2.rst, "Threads").
        if (!TryRead(Path.Combine(folder, "cgroup.procs"), into))
            TryRead(Path.Combine(folder, "cgroup.threads"), into);
    }

    static bool TryRead(string file, List<uint> into)
    {
        try
        {
            using var handle = KernelFile.OpenRead(file);
            Read(handle, into);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    static void Read(SafeFileHandle handle, List<uint> into)
    {
        Span<byte> buffer = stackalloc byte[4096];
        var (offset, kept) = (0L, 0);
        while (RandomAccess.Read(handle, buffer[kept..], offset) is var count and > 0)
        {
            offset += count;
            var text = buffer[..(kept + count)];
            while (text.IndexOf((byte)'\n') is var end and >= 0)
            {
                if (Utf8Parser.TryParse(text[..end], out uint pid, out var length) && length == end && pid != 0)
                    into.Add(pid);
                text = text[(end + 1)..];
            }
            text.CopyTo(buffer);
            kept = text.Length < buffer.Length ? text.Length : 0;
        }
    }
}
