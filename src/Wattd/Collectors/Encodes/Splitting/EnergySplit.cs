namespace Wattd.Collectors.Encodes.Splitting;

/// <summary>
/// Cuts an amount of energy into what the component draws when idle, the shares of the encodes, and the rest. Pure. The parts
/// are integers and add up to the amount exactly: shares are rounded down, and the rest takes what rounding leaves.
/// </summary>
static class EnergySplit
{
    /// <summary>Cuts an amount.</summary>
    /// <param name="energy">The amount, in microjoules.</param>
    /// <param name="floor">What the component draws when idle in the same time, in microjoules; 0 if unknown.</param>
    /// <param name="uses">What each encode used of the component: processor time, or engine time.</param>
    /// <param name="whole">What all of them and everything else used. A lower value than the sum of the uses is raised to it.</param>
    /// <param name="shares">Gets the share of each encode.</param>
    public static SplitParts Cut(ulong energy, ulong floor, ReadOnlySpan<ulong> uses, ulong whole, Span<ulong> shares)
    {
        var idle = Math.Min(energy, floor);
        var active = energy - idle;
        UInt128 used = 0;
        foreach (var use in uses)
            used += use;
        var divisor = UInt128.Max(whole, used);
        ulong encodes = 0;
        for (var i = 0; i < uses.Length; i++)
        {
            // At most active in total, because the uses are at most the divisor.
            shares[i] = divisor == 0 ? 0 : (ulong)((UInt128)active * uses[i] / divisor);
            encodes += shares[i];
        }
        return new SplitParts(encodes, active - encodes, idle);
    }
}

/// <summary>The parts of an amount of energy, in microjoules.</summary>
/// <param name="Encodes">The shares of all encodes.</param>
/// <param name="Other">What was drawn above idle for anything else, or for nothing known.</param>
/// <param name="Idle">What the component draws when idle.</param>
readonly record struct SplitParts(ulong Encodes, ulong Other, ulong Idle)
{
    public static SplitParts operator +(SplitParts left, SplitParts right) =>
        new(left.Encodes + right.Encodes, left.Other + right.Other, left.Idle + right.Idle);
}
