using System.Collections.Immutable;
using Wattd.Collectors.Cpu;
using Wattd.Collectors.Encodes;
using Wattd.Collectors.Gpu;
using Wattd.Collectors.Wall;
using Wattd.Settings;

namespace Wattd.Collectors;

/// <summary>The one list of collectors. Settings, commands, pages and probes are derived from it.</summary>
static class CollectorList
{
    /// <summary>All collectors, in the order in which pages and documents show them.</summary>
    public static readonly ImmutableArray<CollectorKind> All = [new CpuCollector(), new GpuCollector(), new WallCollector(), new EncodesCollector()];

    /// <summary>Creates those that are not off.</summary>
    public static ImmutableArray<Collector> Create(OptionSet options, CollectorContext context) =>
        [.. Wanted(options).Select(kind => kind.Create(options, context))];

    /// <summary>Those that are not off.</summary>
    public static IEnumerable<CollectorKind> Wanted(OptionSet options) =>
        All.Where(kind => kind.OptionsIn(options).Mode != CollectorMode.Off);

    /// <summary>Lends its port, while it is off, to those that have none.</summary>
    public static readonly CollectorKind PortLender = All.First(HasPort);

    /// <summary>The collector on whose port another is served: itself, else the first that runs and has a port, else the lender.</summary>
    public static CollectorKind PortOwner(CollectorKind kind, OptionSet options) =>
        HasPort(kind) ? kind : Wanted(options).FirstOrDefault(HasPort) ?? PortLender;

    /// <summary>The port on which a collector is served.</summary>
    public static int PortOf(CollectorKind kind, OptionSet options) => PortOwner(kind, options).OptionsIn(options).Port!.Value;

    static bool HasPort(CollectorKind kind) => kind.Port is not null;

    /// <summary>Whether the readings are simulated.</summary>
    public static bool IsSimulated(OptionSet options) => options.Get<CollectorOptions>().Simulate;
}

/// <summary>At least one collector must be on.</summary>
sealed class SomethingToServe : ISettingRule
{
    public IEnumerable<string> Check(LoadedSettings settings)
    {
        if (CollectorList.Wanted(settings.Options).Any())
            yield break;
        var (first, others) = (CollectorList.All[0].Mode, CollectorList.All[1..].Select(kind => $"{kind.Name} {settings[kind.Mode]}"));
        yield return $"{first.Name}: {settings[first]} and {string.Join(" and ", others)} leave nothing to serve; "
            + "one of them has to be auto or required";
    }
}
