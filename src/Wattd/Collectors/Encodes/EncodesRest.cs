namespace Wattd.Collectors.Encodes;

/// <summary>
/// The interval of the sampler: a longer one while there is nothing to split. Other threads end that at once, with a birth, a report
/// of progress or an encoder session.
/// </summary>
/// <param name="interval">The interval while encodes run, <c>encodes.interval</c>.</param>
sealed class EncodesRest(TimeSpan interval)
{
    /// <summary>The interval while there is nothing to split, unless that of the settings is longer.</summary>
    public static readonly TimeSpan RestInterval = TimeSpan.FromSeconds(5);

    Action? _wakeUp;
    int _hasNews, _isResting;

    /// <summary>The interval until the next sample. On any thread.</summary>
    public TimeSpan Interval => Volatile.Read(ref _isResting) != 0 && interval < RestInterval ? RestInterval : interval;

    /// <summary>Gives it a way to have the next sample taken at once. Called before the first sample.</summary>
    public void UseWakeUp(Action wakeUp) => _wakeUp = wakeUp;

    /// <summary>Ends the rest, because there may be something to split. On any thread; does not wait or allocate.</summary>
    public void End()
    {
        // Before the other is read: either this sees that the sampler rests, or the sampler sees this.
        Interlocked.Exchange(ref _hasNews, 1);
        if (Volatile.Read(ref _isResting) != 0)
            _wakeUp?.Invoke();
    }

    /// <summary>A sample begins: it will see what has happened until now.</summary>
    public void BeginSample() => Interlocked.Exchange(ref _hasNews, 0);

    /// <summary>A sample has ended.</summary>
    /// <param name="isQuiet">Whether it has found nothing to split.</param>
    public void EndSample(bool isQuiet)
    {
        Interlocked.Exchange(ref _isResting, isQuiet ? 1 : 0);
        if (isQuiet && Volatile.Read(ref _hasNews) != 0)
            Volatile.Write(ref _isResting, 0);
    }
}
