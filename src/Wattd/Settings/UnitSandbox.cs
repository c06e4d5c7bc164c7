namespace Wattd.Settings;

/// <summary>The directories that wattd.service hides from the daemon.</summary>
static class UnitSandbox
{
    const string Shown = "/etc/wattd";

    // Only the main process of a unit of Type=notify has the variable.
    static readonly bool IsActive = Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is { Length: > 0 };

    /// <summary>Directories that are empty except for what the unit binds into them: their files are missing.</summary>
    public static IReadOnlyList<string> Empty { get; } = ["/etc", "/media", "/mnt", "/opt", "/srv", "/var"];

    /// <summary>Directories without permissions: their files are forbidden, and nothing can be bound into them.</summary>
    public static IReadOnlyList<string> Inaccessible { get; } = ["/boot", "/efi", "/home", "/root", "/usr/local/etc"];

    /// <summary>How to show the daemon a file that it could not read, as the end of a line; empty if the unit does not hide it.</summary>
    public static string Fix(string path, FileProblem trouble) => IsActive ? FixInUnit(path, trouble) : "";

    /// <summary>The fix for a daemon that runs in the unit.</summary>
    public static string FixInUnit(string path, FileProblem trouble)
    {
        var target = Target(path);
        return trouble switch
        {
            FileProblem.Missing when IsIn(Empty, target) && !IsBelow(target, Shown) =>
                $"; wattd.service hides this directory: move the file to {Shown}, or add "
                + $"BindReadOnlyPaths={Path.GetDirectoryName(target)} under [Service] with 'systemctl edit wattd'",
            FileProblem.Forbidden when IsIn(Inaccessible, target) => $"; wattd.service hides this directory: move the file to {Shown}",
            _ => "",
        };
    }

    static bool IsIn(IReadOnlyList<string> directories, string path) => directories.Any(directory => IsBelow(path, directory));

    static bool IsBelow(string path, string directory) => path.StartsWith(directory + '/', StringComparison.Ordinal);

    /// <summary>The file itself, or the target of a link, which need not exist.</summary>
    static string Target(string path)
    {
        try
        {
            return Path.GetFullPath(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Path.GetFullPath(path);
        }
    }
}
