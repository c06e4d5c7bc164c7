using System.Collections.Immutable;

namespace Wattd.Collectors.Cpu.Powercap;

/// <summary>Selects the zone directories to measure, so that no energy is counted twice. Pure.</summary>
static class ZoneSelection
{
    /// <summary>The zones, each once: by package, the package itself first; zones without a package last.</summary>
    /// <param name="folders">All directories of the tree, parents before their parts.</param>
    /// <param name="processorIsAmd">Called only if the tree is ambiguous.</param>
    /// <returns>Of zones with the same labels the first is measured and the others are left out.</returns>
    public static (ImmutableArray<PowercapZone> Zones, ImmutableArray<LeftOutZone> LeftOut) Select(
        IReadOnlyCollection<PowercapFolder> folders, Func<bool> processorIsAmd)
    {
        var counting = folders.Where(folder => folder is { HasCounter: true, Name: not null }).ToList();
        var chosen = WithoutMirrors(counting);
        if (ProcessorMaker.IsAmd(folders, processorIsAmd))
            chosen = WithoutAmdCopies(chosen);

        var alike = chosen
            .Select(folder => new PowercapZone(
                new Zone(NameOf(folder), folder.Place?.Label ?? "", folder.Limits), folder.Path, folder.Range))
            .GroupBy(zone => zone.Identity)
            .ToList();
        return (
            [
                .. alike.Select(zones => zones.First())
                    .OrderBy(zone => zone.Zone.Package.Length == 0)
                    .ThenBy(zone => zone.Zone.Package.Length).ThenBy(zone => zone.Zone.Package, StringComparer.Ordinal)
                    .ThenBy(zone => !zone.Zone.IsPackage)
                    .ThenBy(zone => zone.Zone.Name, StringComparer.Ordinal),
            ],
            [.. alike.SelectMany(zones => zones.Skip(1), (zones, other) => new LeftOutZone(other.Folder, zones.First()))]);
    }

    /// <summary>
    /// The memory-mapped registers mirror the model-specific ones: they count only for a package without the latter.
    /// </summary>
    static List<PowercapFolder> WithoutMirrors(List<PowercapFolder> folders)
    {
        var packages = folders
            .Where(folder => folder.ControlType == PowercapTree.Rapl && folder.IsPackage)
            .Select(folder => folder.Place?.Package).ToHashSet();
        return folders.FindAll(folder =>
            folder.ControlType == PowercapTree.Rapl || !packages.Contains(folder.Place?.Package));
    }

    /// <summary>On AMD every die of a package shows the package's one counter, and <c>core</c> is a single core.</summary>
    static List<PowercapFolder> WithoutAmdCopies(List<PowercapFolder> folders)
    {
        var firstDies = folders
            .Where(folder => folder.Place is { Die: not null })
            .GroupBy(folder => folder.Place!.Value.Package, folder => folder.Place!.Value.Die!.Value)
            .ToDictionary(dies => dies.Key, dies => dies.Min());
        return folders.FindAll(folder =>
            folder.Name != "core"
            && !(folder.Place is { Die: { } die, Package: var package } && die != firstDies[package]));
    }

    /// <summary>A part of a die carries the die's number: the dies of one package have parts of the same name.</summary>
    static string NameOf(PowercapFolder folder) =>
        folder is { IsPackage: false, Place.Die: { } die }
            ? $"{LabelValue.From(folder.Name!)}_die_{die}"
            : LabelValue.From(folder.Name!);
}

/// <summary>A zone with the same labels as another, so that only the other is measured.</summary>
/// <param name="Path">Its path.</param>
/// <param name="For">The zone that is measured.</param>
sealed record LeftOutZone(string Path, PowercapZone For);
