namespace Wattd.Http.Security.Authentication;

/// <summary>
/// Checks passwords one at a time, and rests after each wrong one: bcrypt is made to be slow, and the cores belong to the
/// encoders. Guessing takes a fifth of one core at most, and is two guesses a second at most, whoever guesses. Who waits
/// is checked in turns (<see cref="FairQueue"/>), so those who guess seldom keep out those who do not.
/// </summary>
/// <param name="time">The clock.</param>
sealed class PasswordChecks(TimeProvider time)
{
    const int RestPerCheck = 4;

    /// <summary>The rest after a wrong password, at least.</summary>
    public static readonly TimeSpan LeastRest = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a check waits for its turn: less than the 10 s that Prometheus waits for a scrape.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(8);

    readonly FairQueue _queue = new();
    int _isBusy;

    /// <summary>Runs a check when its turn comes.</summary>
    /// <param name="guest">Who asks.</param>
    /// <param name="known">What is known by then without a check; null for nothing.</param>
    /// <param name="check">The check. It takes time and a core.</param>
    /// <param name="cancellation">The client has gone.</param>
    /// <returns>Whether the password is right; null where the turn did not come.</returns>
    public async Task<bool?> CheckAsync(Guest guest, Func<bool?> known, Func<bool> check, CancellationToken cancellation)
    {
        var turn = _queue.Enter(guest);
        using var patience = new CancellationTokenSource(LongestWait, time);
        using var impatient = patience.Token.Register(() => _queue.Leave(turn));
        using var gone = cancellation.Register(() => _queue.Leave(turn));
        CallNext();
        if (!await turn.Task)
            return null;

        var rest = TimeSpan.Zero;
        try
        {
            // Another request may have brought the same while this one waited.
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

    // The answer does not wait for the rest, only the next check does.
    async Task ReleaseAsync(TimeSpan rest)
    {
        if (rest > TimeSpan.Zero)
            await Task.Delay(rest, time);
        Volatile.Write(ref _isBusy, 0);
        CallNext();
    }

    void CallNext()
    {
        // Whoever enters after a look that found nobody looks again.
        while (!_queue.IsEmpty && Interlocked.CompareExchange(ref _isBusy, 1, 0) == 0)
        {
            if (_queue.CallNext())
                return;
            Volatile.Write(ref _isBusy, 0);
        }
    }

    static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
