namespace Wattd.Http.Security.Authentication;

/// <summary>
/// The clients that wait for a check. The next one comes from the network that was served longest ago. Within it, those come
/// first whose credentials have already waited in vain: a scraper repeats its credentials, and a guess that was never
/// checked is rarely repeated. Then come the address and the user name that were served longest ago; among equals, the
/// newest. So one client among a thousand that guess from other networks is next or second, and one in the same network is
/// next when it retries, unless they repeat their guesses too, or one of them has replaced it among the
/// <see cref="MostInVain"/> that are remembered. It is bounded: when it is full, a new client replaces a random one
/// of the network that has the most, preferring those that have not waited before.
/// </summary>
sealed class FairQueue
{
    /// <summary>The most clients that may wait.</summary>
    public const int Most = 256;

    /// <summary>How many credentials that waited in vain are remembered, each in the place that its hash gives.</summary>
    public const int MostInVain = 4096;

    const int MostServed = 1024;

    readonly Lock _lock = new();
    readonly List<Waiting> _waiting = [];
    readonly Dictionary<(int Level, UInt128 Key), long> _served = [];
    readonly ulong[] _inVain = new ulong[MostInVain];
    long _turns;

    /// <summary>Whether the queue is empty.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_lock)
                return _waiting.Count == 0;
        }
    }

    /// <summary>Waits for a turn: the result is true when it comes, false if another client replaces this one.</summary>
    public TaskCompletionSource<bool> Enter(ClientIdentity client)
    {
        var turn = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Add(new Waiting(client, InVain(client) == client.Credentials, turn));
            if (_waiting.Count > Most)
                TakeOneAway();
        }
        return turn;
    }

    /// <summary>Stops waiting; has no effect if the turn has already come.</summary>
    public void Leave(TaskCompletionSource<bool> turn)
    {
        lock (_lock)
        {
            if (_waiting.Find(waiting => waiting.Turn == turn) is { } leaving)
                SendAway(leaving);
        }
    }

    /// <summary>Gives the next client its turn; false if the queue is empty.</summary>
    public bool CallNext()
    {
        lock (_lock)
        {
            if (_waiting.Count == 0)
                return false;
            // In reverse: among equals, MinBy takes the first.
            var next = Enumerable.Reverse(_waiting).MinBy(waiting => (
                Served(0, waiting.Client.Network), !waiting.IsBack,
                Served(1, waiting.Client.Address), Served(2, (uint)waiting.Client.User)))!;
            _waiting.Remove(next);
            if (InVain(next.Client) == next.Client.Credentials)
                InVain(next.Client) = 0;
            // Old entries are forgotten all together: then no client counts as served.
            if (_served.Count > MostServed)
                _served.Clear();
            _served[(0, next.Client.Network)] = _served[(1, next.Client.Address)] = _served[(2, (uint)next.Client.User)] = ++_turns;
            next.Turn.SetResult(true);
            return true;
        }
    }

    long Served(int level, UInt128 key) => _served.GetValueOrDefault((level, key));

    void TakeOneAway()
    {
        var crowd = _waiting.GroupBy(waiting => waiting.Client.Network).MaxBy(network => network.Count())!.ToList();
        if (crowd.Exists(waiting => !waiting.IsBack))
            crowd.RemoveAll(waiting => waiting.IsBack);
        SendAway(crowd[Random.Shared.Next(crowd.Count)]);
    }

    void SendAway(Waiting waiting)
    {
        _waiting.Remove(waiting);
        InVain(waiting.Client) = waiting.Client.Credentials;
        waiting.Turn.SetResult(false);
    }

    ref ulong InVain(ClientIdentity client) => ref _inVain[client.Credentials % MostInVain];

    sealed record Waiting(ClientIdentity Client, bool IsBack, TaskCompletionSource<bool> Turn);
}
