using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Wattd.Http.Connections;

/// <summary>
/// How many connections there may be, in all and from one client, so that one client cannot take the pages from the others.
/// Safe to use from any thread.
/// </summary>
/// <param name="most">Connections at a time.</param>
/// <param name="refused">Counts what is refused.</param>
sealed class ConnectionPlaces(int most, RefusalCount refused)
{
    /// <summary>The part of the places that one client may hold: a quarter.</summary>
    public const int Shares = 4;

    // Where there are few places, a client still gets its two connections, and a scrape beside them.
    const int LeastForOne = 4;

    readonly Lock _lock = new();
    readonly Dictionary<ClientNetwork, int> _held = [];
    int _taken;

    /// <summary>Connections at a time that one client may hold; one without an address may hold all.</summary>
    public int MostForOne { get; } = Math.Max(most / Shares, LeastForOne);

    /// <summary>Takes a place, to be given back when the connection ends; counts a refusal where there is none.</summary>
    public bool TryTake(ClientNetwork client)
    {
        lock (_lock)
        {
            ref var held = ref CollectionsMarshal.GetValueRefOrAddDefault(_held, client, out _);
            var isShare = client.Family != AddressFamily.Unspecified && held >= MostForOne;
            if (!isShare && _taken < most)
            {
                _taken++;
                held++;
                return true;
            }
            if (held == 0)
                _held.Remove(client);
            refused.Add(isShare ? Refusal.AddressLimit : Refusal.Full);
            return false;
        }
    }

    /// <summary>Gives a place back.</summary>
    public void GiveBack(ClientNetwork client)
    {
        lock (_lock)
        {
            _taken--;
            ref var held = ref CollectionsMarshal.GetValueRefOrAddDefault(_held, client, out _);
            if (--held == 0)
                _held.Remove(client);
        }
    }
}
