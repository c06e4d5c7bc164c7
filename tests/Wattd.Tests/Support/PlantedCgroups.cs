using System.Globalization;

namespace Wattd.Tests.Support;

/// <summary>A planted hierarchy of cgroup v2, with the files that wattd reads.</summary>
sealed class PlantedCgroups : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public PlantedCgroups()
    {
        File.WriteAllText(_folder.File("cgroup.controllers"), "cpu memory\n");
        SetUse("", 0);
        Directory.CreateDirectory(Procfs);
        SetSteal(0);
    }

    public string Path => _folder.Path;

    /// <summary>A planted procfs, which has only the processor times.</summary>
    public string Procfs => System.IO.Path.Combine(Path, "proc.outside");

    /// <summary>Creates a cgroup; those above it are created as the kernel does, with their files.</summary>
    public PlantedCgroups Add(string path, ulong use = 0, bool isPopulated = true, params uint[] pids)
    {
        for (var slash = path.IndexOf('/'); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            if (!Directory.Exists(Folder(path[..slash])))
                Create(path[..slash], 0, true, []);
        }
        Create(path, use, isPopulated, pids);
        return this;
    }

    /// <summary>Sets the processor time of a cgroup, in microseconds; that of the root is the whole machine's.</summary>
    public void SetUse(string path, ulong microseconds) =>
        Write(path, "cpu.stat", string.Create(CultureInfo.InvariantCulture, $"usage_usec {microseconds:D20}\nuser_usec 0\nsystem_usec 0\n"));

    public void SetPopulated(string path, bool isPopulated) => Write(path, "cgroup.events", $"populated {(isPopulated ? 1 : 0)}\nfrozen 0\n");

    public void SetPids(string path, params uint[] pids) => Write(path, "cgroup.procs", string.Concat(pids.Select(pid => $"{pid}\n")));

    /// <summary>Sets the time that the host has taken, in ticks of 10 ms.</summary>
    public void SetSteal(ulong ticks) =>
        File.WriteAllText(System.IO.Path.Combine(Procfs, "stat"), $"cpu  1 2 3 4 5 6 7 {ticks} 0 0\ncpu0 1 2 3 4 5 6 7 {ticks} 0 0\n");

    public void Remove(string path) => Directory.Delete(Folder(path), recursive: true);

    /// <summary>Makes it what is mounted in the hybrid layout of systemd: no cgroup v2.</summary>
    public void MakeHybrid() => File.Delete(_folder.File("cgroup.controllers"));

    public string Folder(string path) => System.IO.Path.Combine(Path, path);

    public void Write(string path, string file, string text)
    {
        // In one write over the old text, of the same length: a reader never sees half of it.
        var name = System.IO.Path.Combine(Folder(path), file);
        using var handle = File.OpenHandle(name, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.Write(handle, System.Text.Encoding.ASCII.GetBytes(text), 0);
        RandomAccess.SetLength(handle, text.Length);
    }

    public void Dispose() => _folder.Dispose();

    void Create(string path, ulong use, bool isPopulated, uint[] pids)
    {
        Directory.CreateDirectory(Folder(path));
        SetUse(path, use);
        SetPids(path, pids);
        SetPopulated(path, isPopulated);
    }
}
