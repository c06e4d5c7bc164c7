using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Wattd.Http.Connections;

/// <summary>
/// Limits the number of connections, in total and per client, so that one client cannot lock out the others.
/// Safe to use from any thread.
/// </summary>
/// <param name="most">Maximum number of concurrent connections.</param>
/// <param name="refused">Counts refused connections.</param>
sealed class ConnectionPlaces(int most, RefusalCount refused)
{
    /// <summary>One client may hold this fraction of the places: a quarter.</summary>
    public const int Shares = 4;

    // With few places, a client still gets two connections and a concurrent scrape.
    const int LeastForOne = 4;

    readonly Lock _lock = new();
    readonly Dictionary<ClientNetwork, int> _held = [];
    int _taken;

    /// <summary>The most concurrent connections of one client; a client without an address may hold all.</summary>
    public int MostForOne { get; } = Math.Max(most / Shares, LeastForOne);

    /// <summary>Takes a place until the connection ends; counts a refusal if there is none.</summary>
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

    /// <summary>Returns a place.</summary>
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
