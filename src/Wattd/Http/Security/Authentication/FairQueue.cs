namespace Wattd.Http.Security.Authentication;

/// <summary>
/// Those who wait for a check. The next one comes from the network that was served longest ago. Of that network, those go
/// first whose same credentials have waited in vain before: a scraper repeats its credentials, and a guess that was never
/// checked is seldom repeated. Then come the address and the user name that were served longest ago; among equals, the
/// newest. So one guest among a thousand who guess from other networks is next or the one after, and one in their midst is
/// next when it comes back, unless they repeat their guesses too, or one of them has taken its place among the
/// <see cref="MostInVain"/> that are remembered. It is bounded: who comes when it is full takes the place of somebody, by
/// chance, of the network that has the most, first of those who have not waited before.
/// </summary>
sealed class FairQueue
{
    /// <summary>How many may wait.</summary>
    public const int Most = 256;

    /// <summary>How many credentials that waited in vain are remembered, each in the place that its hash gives.</summary>
    public const int MostInVain = 4096;

    const int MostServed = 1024;

    readonly Lock _lock = new();
    readonly List<Waiting> _waiting = [];
    readonly Dictionary<(int Level, UInt128 Key), long> _served = [];
    readonly ulong[] _inVain = new ulong[MostInVain];
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
            _waiting.Add(new Waiting(guest, InVain(guest) == guest.Credentials, turn));
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
            if (_waiting.Find(waiting => waiting.Turn == turn) is { } leaving)
                SendAway(leaving);
        }
    }

    /// <summary>Gives somebody their turn; false where nobody waits.</summary>
    public bool CallNext()
    {
        lock (_lock)
        {
            if (_waiting.Count == 0)
                return false;
            // Backwards: of several that are least, MinBy takes the first.
            var next = Enumerable.Reverse(_waiting).MinBy(waiting => (
                Served(0, waiting.Guest.Network), !waiting.IsBack,
                Served(1, waiting.Guest.Address), Served(2, (uint)waiting.Guest.User)))!;
            _waiting.Remove(next);
            if (InVain(next.Guest) == next.Guest.Credentials)
                InVain(next.Guest) = 0;
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
        if (crowd.Exists(waiting => !waiting.IsBack))
            crowd.RemoveAll(waiting => waiting.IsBack);
        SendAway(crowd[Random.Shared.Next(crowd.Count)]);
    }

    void SendAway(Waiting waiting)
    {
        _waiting.Remove(waiting);
        InVain(waiting.Guest) = waiting.Guest.Credentials;
        waiting.Turn.SetResult(false);
    }

    ref ulong InVain(Guest guest) => ref _inVain[guest.Credentials % MostInVain];

    sealed record Waiting(Guest Guest, bool IsBack, TaskCompletionSource<bool> Turn);
}
