using System.Runtime.InteropServices;

namespace Wattd.Tests.Support;

/// <summary>A shell script that replaces nvidia-smi, with an empty procfs.</summary>
sealed partial class FakeNvidiaSmi : IDisposable
{
    readonly TemporaryFolder _folder = new();

    /// <summary>The value for <c>gpu.nvidia-smi</c>.</summary>
    public string Path => _folder.File("nvidia-smi");

    /// <summary>The value for <c>path.procfs</c>.</summary>
    public string Procfs => _folder.File("proc");

    /// <summary>A file next to the script, which runs with this folder as <c>$here</c>.</summary>
    public string File(string name) => _folder.File(name);

    /// <summary>From now on it prints this and exits.</summary>
    public void Prints(ReadOnlySpan<byte> stdout, string stderr = "", int exitCode = 0)
    {
        System.IO.File.WriteAllBytes(File("stdout"), stdout);
        System.IO.File.WriteAllText(File("stderr"), stderr);
        Runs($"""
            cat "$here/stderr" >&2
            cat "$here/stdout"
            exit {exitCode}
            """);
    }

    /// <summary>From now on it prints this and exits.</summary>
    public void Prints(string stdout, string stderr = "", int exitCode = 0) =>
        Prints(System.Text.Encoding.UTF8.GetBytes(stdout), stderr, exitCode);

    /// <summary>From now on it runs this with /bin/sh.</summary>
    public void Runs(string script)
    {
        var next = File("nvidia-smi.next");
        System.IO.File.WriteAllText(next, $"#!/bin/sh\nhere='{_folder.Path}'\n{script}\n");
        System.IO.File.SetUnixFileMode(next, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        System.IO.File.Move(next, Path, overwrite: true);
    }

    /// <summary>
    /// From now on it leaves its process group, so that no signal reaches it, like a process that hangs in the driver. It then writes
    /// its ids; <see cref="KillAll"/> ends it.
    /// </summary>
    public void CannotBeKilled() => Runs("""
        exec perl -e '
            my $other = fork // die;
            if ($other == 0) { setpgrp(0, 0); sleep 1000; exit }
            select(undef, undef, undef, 0.01) until getpgrp($other) == $other;
            setpgrp(0, $other) or die;
            open(my $pids, ">", "$ARGV[0]/pids.next") or die;
            print $pids "$$\n$other\n";
            close $pids;
            rename("$ARGV[0]/pids.next", "$ARGV[0]/pids") or die;
            sleep 1000' "$here"
        """);

    /// <summary>Kills the processes of <see cref="CannotBeKilled"/>.</summary>
    public void KillAll() => Assert.All(Pids, id => Assert.Equal(0, kill(id, SignalKill)));

    /// <summary>From now on it is not installed.</summary>
    public void IsMissing() => System.IO.File.Delete(Path);

    /// <summary>Adds a GPU to those of the kernel driver.</summary>
    /// <param name="busId">As in procfs: <c>0000:01:00.0</c>.</param>
    /// <param name="information">The lines of its file.</param>
    public void DriverHolds(string busId, string information)
    {
        var folder = System.IO.Path.Combine(Procfs, "driver", "nvidia", "gpus", busId);
        Directory.CreateDirectory(folder);
        System.IO.File.WriteAllText(System.IO.Path.Combine(folder, "information"), information);
    }

    /// <summary>The process ids that the script has written to its file <c>pids</c>, one per line.</summary>
    public int[] Pids => System.IO.File.Exists(File("pids"))
        ? [.. System.IO.File.ReadAllLines(File("pids")).Select(int.Parse)]
        : [];

    public void Dispose() => _folder.Dispose();

    const int SignalKill = 9;

    [LibraryImport("libc")]
    private static partial int kill(int id, int signal);
}
