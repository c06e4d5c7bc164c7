namespace Wattd.Collectors.Encodes;

/// <summary>The failures of the encodes collector.</summary>
static class EncodesFailure
{
    /// <summary>cgroup v2 is not mounted at <see cref="EncodesOptions.CgroupPath"/>.</summary>
    public const string NoCgroup2 = "no_cgroup2";

    /// <summary>The processor time of the machine could not be read, so no encode got a share.</summary>
    public const string ReadFailed = "read_failed";

    /// <summary>A GPU did not say which process uses how much of it (MIG, vGPU, nvidia-smi), so no encode got a share of its energy.</summary>
    public const string NoGpuProcesses = "no_gpu_processes";

    /// <summary>All reasons.</summary>
    public static readonly string[] All = [NoCgroup2, ReadFailed, NoGpuProcesses];

    /// <summary>What is wrong without cgroup v2, and how to fix it.</summary>
    public static string NoCgroup2Problem(EncodesOptions options) => options.InContainer
        ? $"{options.CgroupPath} is not cgroup v2 of the host: mount the host's /sys/fs/cgroup read-only, and set path.cgroup to where"
        : $"{options.CgroupPath} is not cgroup v2, so encodes cannot be distinguished: boot with systemd.unified_cgroup_hierarchy=1, or set path.cgroup to where it is mounted";
}
