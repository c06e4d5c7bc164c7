namespace Wattd.Tests.Support;

/// <summary>A shell script in the place of nvidia-smi, and an empty procfs beside it.</summary>
sealed class FakeNvidiaSmi : IDisposable
{
    readonly TemporaryFolder _folder = new();

    /// <summary>What <c>gpu.nvidia-smi</c> is to be set to.</summary>
    public string Path => _folder.File("nvidia-smi");

    /// <summary>What <c>path.procfs</c> is to be set to.</summary>
    public string Procfs => _folder.File("proc");

    /// <summary>A file beside the script, which runs with this folder as <c>$here</c>.</summary>
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

    /// <summary>From now on it runs this, by /bin/sh.</summary>
    public void Runs(string script)
    {
        var next = File("nvidia-smi.next");
        System.IO.File.WriteAllText(next, $"#!/bin/sh\nhere='{_folder.Path}'\n{script}\n");
        System.IO.File.SetUnixFileMode(next, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        System.IO.File.Move(next, Path, overwrite: true);
    }

    /// <summary>From now on it is not installed.</summary>
    public void IsMissing() => System.IO.File.Delete(Path);

    /// <summary>Lets the kernel driver hold a GPU.</summary>
    /// <param name="busId">As procfs writes it: <c>0000:01:00.0</c>.</param>
    /// <param name="information">The lines of its file.</param>
    public void DriverHolds(string busId, string information)
    {
        var folder = System.IO.Path.Combine(Procfs, "driver", "nvidia", "gpus", busId);
        Directory.CreateDirectory(folder);
        System.IO.File.WriteAllText(System.IO.Path.Combine(folder, "information"), information);
    }

    /// <summary>The processes whose ids the script has written into its file <c>pids</c>, one a line.</summary>
    public int[] Pids => System.IO.File.Exists(File("pids"))
        ? [.. System.IO.File.ReadAllLines(File("pids")).Select(int.Parse)]
        : [];

    public void Dispose() => _folder.Dispose();
}
