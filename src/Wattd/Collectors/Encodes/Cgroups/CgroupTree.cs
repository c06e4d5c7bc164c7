using Wattd.Linux;
using static Wattd.Linux.Fcntl;
using static Wattd.Linux.Stat;

namespace Wattd.Collectors.Encodes.Cgroups;

/// <summary>
/// The hierarchy of cgroup v2. A path is relative to it and begins with no slash: <c>system.slice/channel-4.service</c>; the
/// root is empty. Directories that disappear meanwhile have nothing in them.
/// </summary>
/// <param name="root">Where it is mounted: <c>path.cgroup</c>.</param>
sealed class CgroupTree(string root)
{
    /// <summary>Deeper cgroups are not looked at; the kernel allows any depth.</summary>
    public const int DeepestLevel = 16;

    static readonly EnumerationOptions Folders = new() { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>
    /// Whether cgroup v2 is mounted there. In the hybrid and legacy layouts of systemd it is not, and there is no such file:
    /// https://systemd.io/CGROUP_DELEGATION.
    /// </summary>
    public bool IsUnified => File.Exists(FileIn("", "cgroup.controllers"));

    /// <summary>A directory of the hierarchy.</summary>
    public string Folder(string path) => path.Length == 0 ? root : Path.Combine(root, path);

    /// <summary>A file of a cgroup.</summary>
    public string FileIn(string path, string name) => Path.Combine(Folder(path), name);

    /// <summary>The path of a child.</summary>
    public static string Child(string path, string name) => path.Length == 0 ? name : $"{path}/{name}";

    /// <summary>The names of the children of a cgroup.</summary>
    public IEnumerable<string> Children(string path)
    {
        try
        {
            return Directory.GetDirectories(Folder(path), "*", Folders).Select(folder => Path.GetFileName(folder));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The number of a cgroup, which is the inode number of its directory; null if it is gone.</summary>
    public ulong? IdOf(string path) =>
        statx(AT_FDCWD, Folder(path), 0, STATX_INO, out var stat) == 0 ? stat.Inode : null;

    /// <summary>The numbers of all cgroups but the root.</summary>
    public IReadOnlySet<ulong> Ids() => Walk().Select(IdOf).OfType<ulong>().ToHashSet();

    /// <summary>The path of a cgroup by its number, from a walk through the hierarchy; null if there is none.</summary>
    public string? Find(ulong id) => Walk().FirstOrDefault(path => IdOf(path) == id);

    /// <summary>The path of the cgroup of a process, from a walk through the hierarchy; null if there is none.</summary>
    public string? FindProcess(uint pid)
    {
        var pids = new List<uint>();
        return Walk().FirstOrDefault(path =>
        {
            pids.Clear();
            CgroupProcesses.Read(Folder(path), pids);
            return pids.Contains(pid);
        });
    }

    /// <summary>The processes of a cgroup and of the cgroups in it.</summary>
    public void ReadProcesses(string path, List<uint> into, int level = 0)
    {
        CgroupProcesses.Read(Folder(path), into);
        if (level >= DeepestLevel)
            return;
        foreach (var child in Children(path))
            ReadProcesses(Child(path, child), into, level + 1);
    }

    /// <summary>
    /// Whether there are processes in a cgroup or in one below it, from <c>cgroup.events</c>. A directory without that file has
    /// none that it could name, and counts as populated.
    /// </summary>
    public bool IsPopulated(string path)
    {
        Span<byte> buffer = stackalloc byte[256];
        return ReadStart(FileIn(path, "cgroup.events"), buffer).IndexOf("populated 0"u8) < 0;
    }

    /// <summary>The beginning of a file of the kernel; empty if it cannot be read, or no descriptor is free.</summary>
    public static ReadOnlySpan<byte> ReadStart(string file, Span<byte> buffer)
    {
        try
        {
            return SysfsFile.ReadStart(file, buffer);
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>Every cgroup but the root, parents first.</summary>
    IEnumerable<string> Walk(string path = "", int level = 0)
    {
        if (level >= DeepestLevel)
            yield break;
        foreach (var child in Children(path))
        {
            var below = Child(path, child);
            yield return below;
            foreach (var deeper in Walk(below, level + 1))
                yield return deeper;
        }
    }

    /// <summary>A path as it is shown: with a slash in front, as the kernel writes it.</summary>
    public static string Shown(string path) => "/" + path;
}
