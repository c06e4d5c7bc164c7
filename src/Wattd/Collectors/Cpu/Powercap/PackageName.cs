using System.Globalization;
using System.Text.RegularExpressions;

namespace Wattd.Collectors.Cpu.Powercap;

/// <summary>The location in a zone's name: <c>package-N</c>, or <c>package-N-die-M</c> for packages with dies.</summary>
readonly partial record struct PackageName(int Package, int? Die)
{
    /// <summary>The <c>package</c> label.</summary>
    public string Label => Package.ToString(CultureInfo.InvariantCulture);

    /// <summary>Null for a name that is not of a package.</summary>
    public static PackageName? Parse(string name) =>
        Pattern().Match(name) is { Success: true } match
            ? new PackageName(Number(match.Groups[1]), match.Groups[2].Success ? Number(match.Groups[2]) : null)
            : null;

    /// <summary>Whether a <c>zone</c> label is of a package.</summary>
    public static bool IsLabel(string zone) => Parse(zone.Replace('_', '-')) is not null;

    static int Number(Group group) => int.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex("^package-([0-9]{1,9})(?:-die-([0-9]{1,9}))?$")]
    private static partial Regex Pattern();
}
