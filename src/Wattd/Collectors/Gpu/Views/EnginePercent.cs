using System.Collections.Immutable;
using Wattd.Collectors.Gpu.Processes;
using Wattd.Metrics;

namespace Wattd.Collectors.Gpu.Views;

/// <summary>The use of one engine of a GPU by a process.</summary>
/// <param name="Engine">The label <c>engine</c>.</param>
/// <param name="Percent">0 to 100.</param>
readonly record struct EnginePercent(string Engine, double? Percent)
{
    /// <summary>Those of a process; none if the driver does not report them.</summary>
    public static ImmutableArray<EnginePercent> Of(EngineUse? engines) => engines is { } use
        ?
        [
            new("sm", Digits.Milli(use.Sm)), new("memory", Digits.Milli(use.Memory)),
            new("encoder", Digits.Milli(use.Encoder)), new("decoder", Digits.Milli(use.Decoder)),
        ]
        : [];
}
