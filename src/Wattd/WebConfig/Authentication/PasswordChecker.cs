using System.Threading.Channels;

namespace Wattd.WebConfig.Authentication;

/// <summary>
/// Checks passwords one at a time, and rests after each wrong one: bcrypt is made to be slow, and the cores belong to the
/// encoders. Guessing takes a fifth of one core at most, whoever guesses.
/// </summary>
sealed class PasswordChecker
{
    const int MostWaiting = 16;
    const int RestPerCheck = 4;

    readonly TimeProvider _time;
    // Whoever takes what is in it may check, and puts it back.
    readonly Channel<bool> _turn = Channel.CreateBounded<bool>(1);
    int _waiting;

    /// <param name="time">The clock.</param>
    public PasswordChecker(TimeProvider time)
    {
        _time = time;
        _turn.Writer.TryWrite(true);
    }

    /// <summary>Runs a check when its turn comes.</summary>
    /// <param name="isRight">The check. It takes time and a core.</param>
    /// <param name="cancellation">The client has gone.</param>
    /// <returns>Null where too many wait already.</returns>
    public async Task<bool?> CheckAsync(Func<bool> isRight, CancellationToken cancellation)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > MostWaiting)
                return null;
            await _turn.Reader.ReadAsync(cancellation);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        var rest = TimeSpan.Zero;
        try
        {
            var start = _time.GetTimestamp();
            var right = await Task.Run(isRight, CancellationToken.None);
            if (!right)
                rest = RestPerCheck * _time.GetElapsedTime(start);
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
            await Task.Delay(rest, _time);
        _turn.Writer.TryWrite(true);
    }
}
