using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Wattd.Collectors.Encodes.Cgroups;

/// <summary>What the path of a cgroup says: which unit or container it is, and a short name for it. Pure.</summary>
static partial class CgroupName
{
    /// <summary>The longest name, in bytes of UTF-8.</summary>
    public const int MostBytes = 128;

    // A container is named by the first twelve digits of its id, as docker and podman show it.
    const int ShortId = 12;

    /// <summary>Whether a cgroup is a unit of systemd that has processes: a service or a scope.</summary>
    public static bool IsUnit(string path) =>
        path.EndsWith(".service", StringComparison.Ordinal) || path.EndsWith(".scope", StringComparison.Ordinal);

    /// <summary>Whether a cgroup is the service manager of a user, which has units of its own below it.</summary>
    public static bool IsUserManager(string path) =>
        Path.GetFileName(path.AsSpan()) is var name && name.StartsWith("user@") && name.EndsWith(".service");

    /// <summary>
    /// Whether a cgroup can be an encode: not a slice, which holds others; not init.scope, which holds the service manager; not the
    /// monitor of a container.
    /// </summary>
    public static bool CanBeEncode(string path)
    {
        var name = Path.GetFileName(path.AsSpan());
        return name.Length > 0 && !name.EndsWith(".slice") && !name.SequenceEqual("init.scope") && !IsUserManager(path)
            && !name.StartsWith("libpod-conmon-") && !name.StartsWith("crio-conmon-");
    }

    /// <summary>
    /// The cgroup that is the encode if a process in a cgroup encodes: its container, else its unit, else the cgroup itself.
    /// </summary>
    /// <returns>Null where that is nothing that can be an encode.</returns>
    public static string? HolderOf(string path)
    {
        var segments = path.Split('/');
        var last = Array.FindIndex(segments, segment => Container().IsMatch(segment));
        if (last < 0)
            last = Array.FindIndex(segments, segment => IsUnit(segment) && !IsUserManager(segment));
        var holder = last < 0 ? path : string.Join('/', segments[..(last + 1)]);
        return CanBeEncode(holder) ? holder : null;
    }

    /// <summary>The unit's name, as exporters of systemd show it: <c>channel-4.service</c>; empty where it is no unit.</summary>
    public static string UnitOf(string path) => IsUnit(path) ? Path.GetFileName(path) : "";

    /// <summary>A short name: <c>channel-4</c>, <c>docker-0123456789ab</c>, <c>ffrtmp/job-7</c>.</summary>
    public static string Of(string path)
    {
        var segments = path.Split('/');
        var name = WithoutSuffix(segments[^1]);
        if (Container().Match(segments[^1]) is { Success: true } container)
        {
            var id = container.Groups["id"].Value[..ShortId];
            name = PodOf(segments) is { } pod ? $"{pod}/{id}"
                : container.Groups["runtime"].Value is { Length: > 0 } runtime ? $"{runtime}-{id}"
                : segments.Length > 1 ? $"{WithoutSuffix(segments[^2])}-{id}" : id;
        }
        else if (!IsUnit(segments[^1]) && segments.Length > 1)
        {
            name = $"{WithoutSuffix(segments[^2])}/{name}";
        }
        return Cut(UserOf(segments) is { } user ? $"{name}@{user}" : name);
    }

    /// <summary>A longer name, for one whose short name another one has: <c>channel-4.scope</c>, then the path.</summary>
    /// <param name="path">The cgroup.</param>
    /// <param name="isTaken">Whether a name is in use.</param>
    public static string Of(string path, Predicate<string> isTaken)
    {
        string[] names = [Of(path), Cut(Unescaped(Path.GetFileName(path))), Cut(CgroupTree.Shown(path))];
        return Array.Find(names, name => !isTaken(name))
            ?? Enumerable.Range(2, int.MaxValue - 2)
                .Select(number => string.Create(CultureInfo.InvariantCulture, $"{Cut(names[0], MostBytes - 12)} ({number})"))
                .First(name => !isTaken(name));
    }

    /// <summary>The user whose service manager runs the unit: there are units of the same name for each of them.</summary>
    static string? UserOf(string[] segments) =>
        Array.FindLast(segments, segment => IsUserManager(segment)) is { } manager ? WithoutSuffix(manager)["user@".Length..] : null;

    static string? PodOf(string[] segments)
    {
        foreach (var segment in segments)
        {
            if (Pod().Match(segment) is { Success: true } pod)
                return pod.Groups["uid"].Value.Replace('_', '-');
        }
        return null;
    }

    static string WithoutSuffix(string segment)
    {
        var dot = segment.LastIndexOf('.');
        return Unescaped(dot > 0 && segment[dot..] is ".service" or ".scope" or ".slice" ? segment[..dot] : segment);
    }

    /// <summary>Undoes the escapes of systemd-escape(1): <c>\x2d</c> is a hyphen.</summary>
    static string Unescaped(string name) =>
        name.Contains('\\') ? Escape().Replace(name, match => ((char)Convert.ToByte(match.Groups[1].Value, 16)).ToString()) : name;

    static string Cut(string name, int most = MostBytes)
    {
        if (Encoding.UTF8.GetByteCount(name) <= most)
            return name;
        var length = Math.Min(name.Length, most);
        while (Encoding.UTF8.GetByteCount(name.AsSpan(0, length)) > most || char.IsHighSurrogate(name[length - 1]))
            length--;
        return name[..length];
    }

    // docker-ID.scope, libpod-ID.scope, cri-containerd-ID.scope, crio-ID.scope; ID alone below docker/ and podID/.
    [GeneratedRegex(@"^(?:(?<runtime>[a-z]+(?:-[a-z]+)*)-)?(?<id>[0-9a-f]{64})(?:\.scope)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Container();

    // kubepods-burstable-podUID.slice with underscores, or podUID below kubepods/burstable. The uid of a static pod is a hash.
    [GeneratedRegex(@"(?:^|-)pod(?<uid>[0-9a-f]{8}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{12}|[0-9a-f]{32})(?:\.slice)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Pod();

    // Only printable ASCII: the bytes of a character beyond it are escaped one by one.
    [GeneratedRegex(@"\\x([2-7][0-9a-f])")]
    private static partial Regex Escape();
}
