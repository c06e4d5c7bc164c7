using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Wall;

/// <summary>Makes readings of what the meters give: nonsense is left out, power is integrated, peaks are kept.</summary>
/// <param name="options">The settings.</param>
/// <param name="status">Where failures are counted.</param>
sealed class WallReadings(WallOptions options, CollectorStatus status)
{
    // After more missed reads than this, the power in between is not integrated.
    const int MostMissed = 3;

    /// <summary>What firmware shows where it knows no power: all bits of a 16-bit number, and of a 32-bit number of milliwatts.</summary>
    static readonly double[] AllBitsSet = [65_535, 4_294_967.295];

    readonly RecentlySeen<(string Source, string Name), (WallEnergy Energy, PeakWindow Peak)> _meters = new();

    /// <summary>The reading of each meter; empty for one that has none.</summary>
    /// <param name="at">When they were read, on the monotonic clock.</param>
    /// <param name="answer">What the meters gave.</param>
    /// <param name="interval">The interval of the reads.</param>
    /// <param name="values">What the meters gave, with a problem in place of nonsense.</param>
    public WallReading[] Of(TimeSpan at, WallAnswer answer, TimeSpan interval, out WallValue[] values)
    {
        var readings = new WallReading[answer.Values.Length];
        values = new WallValue[readings.Length];
        for (var i = 0; i < readings.Length; i++)
        {
            values[i] = Checked(answer.Values[i], answer.Inventory.Meters[i]);
            if (values[i].Watts is { } watts)
                readings[i] = Reading(answer.Inventory.Meters[i], at, new Power(watts), interval);
            else if (values[i].HasFailed)
                status.Failed(values[i].Reason);
        }
        _meters.ForgetOldest(readings.Length);
        return readings;
    }

    WallReading Reading(WallMeter meter, TimeSpan at, Power power, TimeSpan interval)
    {
        var (energy, peak) = _meters.Get(meter.Identity) is { Energy: not null } known ? known : (new WallEnergy(), new PeakWindow(options.PeakWindow));
        _meters.See(meter.Identity, (energy, peak));
        peak.Add(at, power.Watts);
        return new WallReading(power, energy.Add(at, power, MostMissed * interval), peak.Max(at) is { } watts ? new Power(watts) : null);
    }

    WallValue Checked(WallValue value, WallMeter meter) => value.Watts is not { } watts || IsPlausible(watts)
        ? value
        : new WallValue(null, WallFailure.Nonsense, FormattableString.Invariant(
            $"the power meter {meter.Name} shows {watts:0.###} W, which no machine draws: its firmware is wrong; 'wall = off' silences it, and wall.limit is the highest power that is taken"));

    bool IsPlausible(double watts) => watts > 0 && watts <= options.LimitWatts && !AllBitsSet.Contains(watts);
}
