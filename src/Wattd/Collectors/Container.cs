namespace Wattd.Collectors;

/// <summary>
/// Whether wattd runs in a container whose permissions, mounts and devices come from a container engine, so that
/// messages name the cures there.
/// </summary>
static class Container
{
    /// <summary>Looks for what the engines document or have always done; control groups and mounts are no evidence.</summary>
    /// <param name="root">The root folder of the process.</param>
    /// <param name="variable">The value of an environment variable; null reads the environment of the process.</param>
    public static bool IsRecognised(string root = "/", Func<string, string?>? variable = null)
    {
        variable ??= Environment.GetEnvironmentVariable;
        // sd_booted(3): a container that was booted with systemd has units and drop-ins, like a machine.
        if (Directory.Exists(Path.Combine(root, "run/systemd/system")))
            return false;
        return File.Exists(Path.Combine(root, ".dockerenv")) // docker
            || File.Exists(Path.Combine(root, "run/.containerenv")) // podman-run(1)
            || !string.IsNullOrEmpty(variable("container")) // https://systemd.io/CONTAINER_INTERFACE: podman, LXC
            || !string.IsNullOrEmpty(variable("KUBERNETES_SERVICE_HOST")); // every pod, whatever the runtime
    }
}
