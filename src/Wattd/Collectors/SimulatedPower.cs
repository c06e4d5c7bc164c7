namespace Wattd.Collectors;

/// <summary>A power that varies as an encode job's does, and its exact integral, so that counter and gauge agree.</summary>
/// <param name="Mean">Mean power in watts.</param>
/// <param name="Swing">Amplitude in watts, at most the mean.</param>
/// <param name="Period">Seconds from one peak to the next.</param>
readonly record struct SimulatedPower(double Mean, double Swing, double Period)
{
    /// <summary>Power at a point in time, in watts.</summary>
    public double WattsAt(double seconds) => Mean + (Swing * Math.Sin(2 * Math.PI * seconds / Period));

    /// <summary>Energy from time 0 to a point in time, in joules. Never decreases, because power is never negative.</summary>
    public double JoulesAt(double seconds) =>
        (Mean * seconds) + (Swing * Period / (2 * Math.PI) * (1 - Math.Cos(2 * Math.PI * seconds / Period)));
}
