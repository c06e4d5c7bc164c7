namespace Wattd.Http.Security.Authentication;

/// <summary>
/// Those who wait for a check. The next one comes from the network that was served longest ago, of it from the address,
/// of that with the user name; among equals, who came first. So one guest among a thousand who guess from elsewhere, or
/// with other names, is next or the one after. It is bounded: who comes when it is full takes the place of somebody, by
/// chance, of the network that has the most.
/// </summary>
sealed class FairQueue
{
    /// <summary>How many may wait.</summary>
    public const int Most = 256;

    const int MostServed = 1024;

    readonly Lock _lock = new();
    readonly List<Waiting> _waiting = [];
    readonly Dictionary<(int Level, UInt128 Key), long> _served = [];
    long _turns;

    /// <summary>Whether nobody waits.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_lock)
                return _waiting.Count == 0;
        }
    }

    /// <summary>Waits for a turn: the result is true when it comes, false where it is taken away.</summary>
    public TaskCompletionSource<bool> Enter(Guest guest)
    {
        var turn = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Add(new Waiting(guest, turn));
            if (_waiting.Count > Most)
                TakeOneAway();
        }
        return turn;
    }

    /// <summary>Waits no longer; where the turn has come already, it stays so.</summary>
    public void Leave(TaskCompletionSource<bool> turn)
    {
        lock (_lock)
        {
            if (_waiting.RemoveAll(waiting => waiting.Turn == turn) > 0)
                turn.SetResult(false);
        }
    }

    /// <summary>Gives somebody their turn; false where nobody waits.</summary>
    public bool CallNext()
    {
        lock (_lock)
        {
            if (_waiting.Count == 0)
                return false;
            var next = _waiting.MinBy(waiting => waiting.Guest is var guest
                ? (Served(0, guest.Network), Served(1, guest.Address), Served(2, (uint)guest.User))
                : default)!;
            _waiting.Remove(next);
            // Those who came and went are forgotten all at once: then everybody is as if never served.
            if (_served.Count > MostServed)
                _served.Clear();
            _served[(0, next.Guest.Network)] = _served[(1, next.Guest.Address)] = _served[(2, (uint)next.Guest.User)] = ++_turns;
            next.Turn.SetResult(true);
            return true;
        }
    }

    long Served(int level, UInt128 key) => _served.GetValueOrDefault((level, key));

    void TakeOneAway()
    {
        var crowd = _waiting.GroupBy(waiting => waiting.Guest.Network).MaxBy(network => network.Count())!.ToList();
        var unlucky = crowd[Random.Shared.Next(crowd.Count)];
        _waiting.Remove(unlucky);
        unlucky.Turn.SetResult(false);
    }

    sealed record Waiting(Guest Guest, TaskCompletionSource<bool> Turn);
}
