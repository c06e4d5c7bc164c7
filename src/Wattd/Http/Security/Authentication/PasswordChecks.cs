namespace Wattd.Http.Security.Authentication;

/// <summary>
/// Checks passwords one at a time, and pauses after each wrong one: bcrypt is slow by design, and the cores belong to the
/// encoders. Guessing takes at most a fifth of one core, and at most two guesses a second, for all clients together. Waiting
/// clients take turns (<see cref="FairQueue"/>), so those that guess rarely lock out those that do not.
/// </summary>
/// <param name="time">The clock.</param>
sealed class PasswordChecks(TimeProvider time)
{
    const int RestPerCheck = 4;

    /// <summary>The shortest pause after a wrong password.</summary>
    public static readonly TimeSpan LeastRest = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a check waits for its turn: less than the 10 s that Prometheus waits for a scrape.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(8);

    readonly FairQueue _queue = new();
    int _isBusy;

    /// <summary>Runs a check when its turn comes.</summary>
    /// <param name="client">The client.</param>
    /// <param name="known">The answer where it is known by then without a check; null if it is not.</param>
    /// <param name="check">The check. It is slow and uses a core.</param>
    /// <param name="cancellation">Cancelled when the client disconnects.</param>
    /// <returns>Whether the password is correct; null if the turn did not come.</returns>
    public async Task<bool?> CheckAsync(ClientIdentity client, Func<bool?> known, Func<bool> check, CancellationToken cancellation)
    {
        var turn = _queue.Enter(client);
        using var timeout = new CancellationTokenSource(LongestWait, time);
        using var timedOut = timeout.Token.Register(() => _queue.Leave(turn));
        using var gone = cancellation.Register(() => _queue.Leave(turn));
        CallNext();
        if (!await turn.Task)
            return null;

        var rest = TimeSpan.Zero;
        try
        {
            // Another request may have brought the same credentials while this one waited.
            if (known() is { } answer)
                return answer;
            var start = time.GetTimestamp();
            var right = await Task.Run(check, CancellationToken.None);
            if (!right)
                rest = Longer(LeastRest, RestPerCheck * time.GetElapsedTime(start));
            return right;
        }
        finally
        {
            _ = ReleaseAsync(rest);
        }
    }

    // The answer does not wait for the pause, only the next check does.
    async Task ReleaseAsync(TimeSpan rest)
    {
        if (rest > TimeSpan.Zero)
            await Task.Delay(rest, time);
        Volatile.Write(ref _isBusy, 0);
        CallNext();
    }

    void CallNext()
    {
        // A client that enters after the queue was found empty checks again.
        while (!_queue.IsEmpty && Interlocked.CompareExchange(ref _isBusy, 1, 0) == 0)
        {
            if (_queue.CallNext())
                return;
            Volatile.Write(ref _isBusy, 0);
        }
    }

    static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
