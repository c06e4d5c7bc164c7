using System.Collections.Immutable;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors;

/// <summary>How often a device drew how much power.</summary>
static class PowerDistribution
{
    /// <summary>
    /// The upper bounds, in watts: the same for every device and machine, so that they can be added up. Fractions of a power limit
    /// would mean something else after every change of the limit.
    /// </summary>
    public static readonly ImmutableArray<double> Bounds =
        [5, 10, 15, 20, 30, 40, 50, 75, 100, 125, 150, 200, 250, 300, 400, 500, 600, 700, 800, 1000];

    /// <summary>An empty one; null where the settings want none.</summary>
    public static Distribution? For(CollectorOptions options) => options.PeakHistogram ? new Distribution(Bounds) : null;
}
