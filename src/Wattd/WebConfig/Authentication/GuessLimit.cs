using System.Net;
using System.Net.Sockets;

namespace Wattd.WebConfig.Authentication;

/// <summary>
/// How often passwords may be tried from one address: a few times at once, then with pauses that double. What it holds
/// is bounded, so addresses may share a place; that makes a pause longer, and never shorter.
/// </summary>
/// <param name="time">The clock.</param>
sealed class GuessLimit(TimeProvider time)
{
    /// <summary>Tries before the first pause.</summary>
    public const int FreeTries = 5;

    const int Places = 1024;
    const int NetworkBytes = 8; // of an IPv6 address: whoever has one has the 64 bits below it

    static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    // After so long without a try, earlier ones are forgotten.
    static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(10);

    readonly Lock _lock = new();
    readonly Place[] _places = new Place[Places];

    /// <summary>Counts a try, as a wrong one until <see cref="Forgive"/> says otherwise.</summary>
    /// <returns>Zero where it may be made; else how long to wait first, and it does not count.</returns>
    public TimeSpan Try(IPAddress? address)
    {
        var now = time.GetTimestamp();
        lock (_lock)
        {
            ref var place = ref PlaceOf(address);
            if (place.Tries > 0 && time.GetElapsedTime(place.Last, now) > Forgotten)
                place = default;
            var pause = place.Tries < FreeTries ? TimeSpan.Zero
                : FirstPause * Math.Min(1 << Math.Min(place.Tries - FreeTries, 16), LongestPause / FirstPause);
            var left = pause - time.GetElapsedTime(place.Last, now);
            if (pause > TimeSpan.Zero && left > TimeSpan.Zero)
                return left;
            place = new Place(place.Tries + 1, now);
            return TimeSpan.Zero;
        }
    }

    /// <summary>The password was right: the address starts anew.</summary>
    public void Forgive(IPAddress? address)
    {
        lock (_lock)
            PlaceOf(address) = default;
    }

    /// <summary>The try was not made after all.</summary>
    public void TakeBack(IPAddress? address)
    {
        lock (_lock)
        {
            ref var place = ref PlaceOf(address);
            place = place with { Tries = Math.Max(0, place.Tries - 1) };
        }
    }

    ref Place PlaceOf(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[16];
        var length = 0;
        if (address is { IsIPv4MappedToIPv6: true })
            address = address.MapToIPv4();
        if (address is not null && address.TryWriteBytes(bytes, out length)
            && address.AddressFamily == AddressFamily.InterNetworkV6)
            length = NetworkBytes;
        // Seeded anew in each process: nobody outside knows who shares a place.
        var hash = new HashCode();
        hash.AddBytes(bytes[..length]);
        return ref _places[(uint)hash.ToHashCode() % Places];
    }

    record struct Place(int Tries, long Last);
}
