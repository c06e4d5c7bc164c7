using System.Runtime.InteropServices;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Gpu.NvidiaSmi;

/// <summary>Finds a program like a shell, so that a missing one is reported before anything is started.</summary>
static partial class Executable
{
    const string DefaultSearchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    const int ExecutePermission = 1;

    /// <summary>The path of a program.</summary>
    /// <param name="name">A path, or a name to look up on the <c>PATH</c>.</param>
    /// <param name="inContainer">Whether failures name the fix of a container.</param>
    /// <exception cref="SourceException">It does not exist, or may not be run (<see cref="GpuFailure.NvidiaSmiMissing"/>).</exception>
    public static string Find(string name, bool inContainer)
    {
        if (name.Contains('/'))
            return CanRun(name) ? name : throw Missing(name);

        var searchPath = Environment.GetEnvironmentVariable("PATH");
        foreach (var folder in (string.IsNullOrEmpty(searchPath) ? DefaultSearchPath : searchPath).Split(':'))
        {
            // An empty entry would mean the working directory: a daemon runs nothing from there.
            if (folder.StartsWith('/') && Path.Combine(folder, name) is var path && CanRun(path))
                return path;
        }
        throw new SourceException(GpuFailure.NvidiaSmiMissing, inContainer
            ? $"{name} is not on the PATH: the NVIDIA Container Toolkit adds it with NVIDIA_DRIVER_CAPABILITIES=utility"
            : $"{name} is not on the PATH: install the NVIDIA driver's utilities, or set gpu.nvidia-smi to its path");
    }

    static bool CanRun(string path) => File.Exists(path) && access(path, ExecutePermission) == 0;

    static SourceException Missing(string path) => new(GpuFailure.NvidiaSmiMissing, File.Exists(path)
        ? $"{path} is not executable: add the execute permission, or set gpu.nvidia-smi to another path"
        : $"{path} does not exist: install the NVIDIA driver's utilities, or set gpu.nvidia-smi to the right path");

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int access(string path, int mode);
}
