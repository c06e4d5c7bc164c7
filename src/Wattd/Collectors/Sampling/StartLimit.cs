namespace Wattd.Collectors.Sampling;

/// <summary>How long the start may wait for devices.</summary>
static class StartLimit
{
    /// <summary>
    /// How long the first sample of a required device may take, and so the wait for all of them: samplers start at the same
    /// time. The slowest device known, a driver with 16 GPUs, starts in 48 s, and the unit's TimeoutStartSec= is 75 s.
    /// </summary>
    public static readonly TimeSpan Required = TimeSpan.FromSeconds(50);
}
