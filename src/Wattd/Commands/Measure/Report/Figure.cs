namespace Wattd.Commands.Measure.Report;

/// <summary>One figure over several runs.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Deviation">The standard deviation of the runs (with n - 1); null for one run.</param>
/// <param name="Count">How many runs have it.</param>
readonly record struct Figure(double Mean, double? Deviation, int Count)
{
    /// <summary>The figure of the runs that have it; null if none has.</summary>
    public static Figure? Of(IEnumerable<double?> runs)
    {
        double[] values = [.. runs.OfType<double>()];
        if (values.Length == 0)
            return null;
        var mean = values.Average();
        return new Figure(
            mean, values.Length < 2 ? null : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1)), values.Length);
    }
}
