namespace Wattd.Collectors;

/// <summary>A power, in watts.</summary>
readonly record struct Power(double Watts)
{
    /// <summary>The mean power of an amount of energy over a span of time.</summary>
    public static Power Mean(Energy energy, TimeSpan span) => new(energy.Joules / span.TotalSeconds);
}
