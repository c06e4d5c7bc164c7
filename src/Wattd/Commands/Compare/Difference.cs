using Wattd.Commands.Measure.Report;

namespace Wattd.Commands.Compare;

/// <summary>How much a figure differs from another one.</summary>
/// <param name="Percent">The difference, in percent of the first.</param>
/// <param name="Deviation">Its standard deviation, in percent of the first; null unless both figures have one.</param>
readonly record struct Difference(double Percent, double? Deviation)
{
    /// <summary>
    /// The difference of two figures. That of means b and a is 100 (b / a - 1), and the deviation of such a ratio follows from the
    /// deviations of both by the propagation of errors, for runs that are independent.
    /// </summary>
    /// <returns>Null if the first is not above 0, as energy above idle need not be: there is no percent of that.</returns>
    public static Difference? Of(Figure first, Figure other)
    {
        if (!(first.Mean > 0))
            return null;
        var ratio = other.Mean / first.Mean;
        return new Difference(
            100 * (ratio - 1),
            first.Deviation is { } ofFirst && other.Deviation is { } ofOther
                ? 100 * double.Hypot(ofOther / first.Mean, ratio * ofFirst / first.Mean)
                : null);
    }
}
