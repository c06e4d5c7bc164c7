using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Wattd.Collectors.Wall;

/// <summary>
/// Which meters are left alone, and until when: a meter that has failed three times in a row is read again after 1, 5 and then every
/// 15 minutes, because every attempt of a broken firmware fills the kernel's log.
/// </summary>
/// <param name="time">The monotonic clock.</param>
sealed class WallPauses(TimeProvider time)
{
    const int FailuresBeforePause = 3;

    /// <summary>Stands for the source, where it fails before it knows of a meter.</summary>
    public static readonly (string Source, string Name) OfSource = ("", "");

    static readonly ImmutableArray<TimeSpan> Pauses = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15)];

    // The thread that reads the meters asks for their pauses, and a hang is counted meanwhile.
    readonly ConcurrentDictionary<(string Source, string Name), Failing> _failing = new();

    /// <summary>Whether a meter is left alone now.</summary>
    public bool IsPaused((string Source, string Name) meter) =>
        _failing.TryGetValue(meter, out var failing) && time.GetTimestamp() < failing.Resume;

    /// <summary>Whether there is nothing to read now: each meter is left alone, or the source is.</summary>
    public bool HoldBack(WallInventory inventory)
    {
        if (IsPaused(OfSource))
            return true;
        foreach (var meter in inventory.Meters)
        {
            if (!IsPaused(meter.Identity))
                return false;
        }
        return inventory.Meters.Length > 0;
    }

    /// <summary>Why a meter failed the last time; null if it did not.</summary>
    public WallValue? LastFailure((string Source, string Name) meter) =>
        _failing.TryGetValue(meter, out var failing) ? failing.Value : null;

    /// <summary>Counts a failure.</summary>
    /// <returns>The pause that begins with it; null if there is none yet.</returns>
    public TimeSpan? Failed((string Source, string Name) meter, WallValue value)
    {
        var count = _failing.GetValueOrDefault(meter).Count + 1;
        TimeSpan? pause = count < FailuresBeforePause ? null : Pauses[Math.Min(count - FailuresBeforePause, Pauses.Length - 1)];
        var resume = pause is { } left ? time.GetTimestamp() + (long)(left.TotalSeconds * time.TimestampFrequency) : (long?)null;
        _failing[meter] = new Failing(count, resume, value);
        return pause;
    }

    /// <summary>Records that a meter works.</summary>
    /// <returns>Whether it had been left alone.</returns>
    public bool Succeeded((string Source, string Name) meter) =>
        _failing.TryRemove(meter, out var failing) && failing.Resume is not null;

    /// <summary>Forgets the meters that are gone.</summary>
    public void Keep(WallInventory inventory)
    {
        foreach (var gone in _failing.Keys.Except(inventory.Meters.Select(meter => meter.Identity).Append(OfSource)).ToList())
            _failing.TryRemove(gone, out _);
    }

    /// <summary>Forgets every failure.</summary>
    public void Clear() => _failing.Clear();

    readonly record struct Failing(int Count, long? Resume, WallValue Value);
}
