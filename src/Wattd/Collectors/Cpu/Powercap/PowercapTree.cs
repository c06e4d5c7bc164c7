using System.Collections.Immutable;
using Wattd.Linux;

namespace Wattd.Collectors.Cpu.Powercap;

/// <summary>
/// The powercap tree in sysfs. <c>class/powercap</c> holds flat links to the zones of every level, and each zone's
/// directory holds its parts again, so zones are identified by directory name, which is unique in the kernel.
/// </summary>
/// <param name="sysfs">Where sysfs is mounted.</param>
sealed class PowercapTree(string sysfs)
{
    // The allow-list. Others (dtpm, arm-scmi, idle-injection) do not count the same energy as RAPL zones.
    public const string Rapl = "intel-rapl", RaplMmio = "intel-rapl-mmio";

    static readonly ImmutableArray<string> ControlTypes = [Rapl, RaplMmio];

    /// <summary>Where the kernel shows the zones.</summary>
    public string Path { get; } = System.IO.Path.Combine(sysfs, "class", "powercap");

    /// <summary>Every zone directory of the allowed control types, by directory number.</summary>
    /// <exception cref="IOException">The process has too many open files.</exception>
    public ImmutableArray<PowercapFolder> Folders()
    {
        var folders = Folders(Path);
        return folders.IsEmpty ? Folders(System.IO.Path.Combine(sysfs, "devices", "virtual", "powercap")) : folders;
    }

    static ImmutableArray<PowercapFolder> Folders(string root) =>
    [
        .. from controlType in ControlTypes
           from folder in Folders(root, controlType)
           select folder,
    ];

    static Dictionary<string, PowercapFolder>.ValueCollection Folders(string root, string controlType)
    {
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        Collect(root, controlType, paths);
        Collect(System.IO.Path.Combine(root, controlType), controlType, paths);

        // A part's directory name is longer than its parent's, so parents come first.
        var folders = new Dictionary<string, PowercapFolder>(StringComparer.Ordinal);
        foreach (var (name, path) in paths.OrderBy(p => p.Key.Length).ThenBy(p => p.Key, StringComparer.Ordinal))
            folders[name] = Read(path, controlType, folders.GetValueOrDefault(name[..name.LastIndexOf(':')]));
        return folders.Values;
    }

    static void Collect(string folder, string parentName, Dictionary<string, string> paths)
    {
        foreach (var path in Entries(folder, $"{parentName}:*", directories: true))
        {
            var name = System.IO.Path.GetFileName(path);
            if (paths.TryAdd(name, path))
                Collect(path, name, paths);
        }
    }

    static PowercapFolder Read(string path, string controlType, PowercapFolder? parent)
    {
        var constraints = Entries(path, "constraint_*_power_limit_uw", directories: false)
            .Order(StringComparer.Ordinal).ToList();
        return new PowercapFolder(
            path,
            controlType,
            parent,
            SysfsFile.ReadLine(System.IO.Path.Combine(path, "name"))?.ToLowerInvariant(),
            FileIdentity.IsTaken(System.IO.Path.Combine(path, "energy_uj")),
            SysfsFile.ReadNumber(System.IO.Path.Combine(path, "max_energy_range_uj")) is var range and not 0 ? range : null,
            constraints.Count > 0,
            [.. constraints.Select(ReadLimit).OfType<PowerLimit>().DistinctBy(limit => limit.Constraint)]);
    }

    static PowerLimit? ReadLimit(string path) =>
        SysfsFile.ReadLine(path.Replace("_power_limit_uw", "_name", StringComparison.Ordinal)) is { } name
        && SysfsFile.ReadNumber(path) is { } microwatts
            ? new PowerLimit(LabelValue.From(name), new Power(microwatts / 1e6))
            : null;

    /// <summary>A folder that does not exist, or disappears while it is listed, has no entries.</summary>
    static string[] Entries(string folder, string pattern, bool directories)
    {
        try
        {
            return directories ? Directory.GetDirectories(folder, pattern) : Directory.GetFiles(folder, pattern);
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException && !KernelFile.IsOutOfDescriptors(exception))
        {
            return [];
        }
    }
}
