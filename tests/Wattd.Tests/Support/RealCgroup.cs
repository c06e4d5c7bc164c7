using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Wattd.Tests.Support;

/// <summary>A cgroup of the kernel's version 2, made for a test. Needs root, and a machine on which it can be mounted.</summary>
sealed partial class RealCgroup(string path) : IDisposable
{
    static int _count;

    /// <summary>Its folder.</summary>
    public string Path => path;

    /// <summary>The label of the encode that it is.</summary>
    public string Name => $"encode=\"{System.IO.Path.GetFileNameWithoutExtension(path)}\"";

    /// <summary>The inode number of its folder.</summary>
    public ulong Id { get; } = ulong.Parse(Output("stat", "--format", "%i", path), null);

    /// <summary>Makes one in the root of the hierarchy, or skips the test.</summary>
    /// <param name="name">The begin of its name.</param>
    public static RealCgroup Create(string name)
    {
        var path = System.IO.Path.Combine(Root(), $"{name}-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}.service");
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            Assert.Skip($"{path} cannot be made: {e.Message}");
        }
        return new RealCgroup(path);
    }

    /// <summary>Where the hierarchy is mounted; skips the test where it is not.</summary>
    public static string Root()
    {
        var mount = File.ReadLines("/proc/self/mounts").Select(line => line.Split(' ')).FirstOrDefault(fields => fields[2] == "cgroup2");
        Assert.SkipWhen(mount is null, "no cgroup2 is mounted");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root to make a cgroup");
        return mount![1];
    }

    /// <summary>Starts a command in it: the process is in the cgroup before it runs the command.</summary>
    public Process Start(string command, params string[] arguments) => Process.Start(new ProcessStartInfo(
        "sh", ["-c", "echo $$ >\"$0/cgroup.procs\" && exec \"$@\"", Path, command, .. arguments])
    { RedirectStandardError = true, RedirectStandardInput = true })!;

    /// <summary>Ends its processes, and removes it.</summary>
    public void Dispose()
    {
        foreach (var pid in File.ReadLines(System.IO.Path.Combine(Path, "cgroup.procs")).ToList())
            _ = kill(int.Parse(pid, null), 9);
        Eventually.Wait(() => rmdir(Path) == 0, $"{Path} is removed");
    }

    static string Output(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return output;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int rmdir(string path);

    [LibraryImport("libc")]
    private static partial int kill(int pid, int signal);
}
