namespace Wattd.Collectors.Wall;

/// <summary>The power of one meter, integrated by the trapezoidal rule. Pure; it never decreases.</summary>
sealed class WallEnergy
{
    (TimeSpan At, Power Power)? _before;
    double _joules;

    /// <summary>Adds a reading.</summary>
    /// <param name="at">When it was taken, on a monotonic clock.</param>
    /// <param name="power">The power.</param>
    /// <param name="longestGap">After a longer time without a reading the energy in between is unknown, and adds nothing.</param>
    /// <returns>The energy since the first reading.</returns>
    public Energy Add(TimeSpan at, Power power, TimeSpan longestGap)
    {
        if (_before is { } before && at - before.At <= longestGap)
            _joules += (before.Power.Watts + power.Watts) / 2 * (at - before.At).TotalSeconds;
        _before = (at, power);
        return Energy.FromJoules(_joules);
    }
}
