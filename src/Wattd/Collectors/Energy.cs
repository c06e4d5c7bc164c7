namespace Wattd.Collectors;

/// <summary>An amount of energy, in microjoules: the unit of powercap's <c>energy_uj</c>.</summary>
/// <param name="Microjoules">64 bits hold 584,000 years at 1 MW.</param>
readonly record struct Energy(ulong Microjoules)
{
    /// <summary>The amount in joules.</summary>
    public double Joules => Microjoules / 1e6;

    /// <summary>The amount, to the microjoule.</summary>
    /// <param name="joules">Not negative.</param>
    public static Energy FromJoules(double joules) => new((ulong)Math.Round(joules * 1e6));

    /// <summary>The sum, limited to the maximum of 64 bits.</summary>
    public static Energy operator +(Energy left, Energy right) =>
        new(right.Microjoules > ulong.MaxValue - left.Microjoules ? ulong.MaxValue : left.Microjoules + right.Microjoules);

    /// <exception cref="OverflowException">The right amount is the larger one: energy never decreases.</exception>
    public static Energy operator -(Energy left, Energy right) =>
        new(checked(left.Microjoules - right.Microjoules));
}
