namespace Wattd.Collectors.Encodes;

/// <summary>
/// The interval of the sampler: a longer one while there is nothing to split. Other threads end that at once, with a birth, a report
/// of progress or an encoder session.
/// </summary>
/// <param name="options">The settings.</param>
sealed class EncodesRest(EncodesOptions options)
{
    const int Awake = 0, Resting = 1, Down = 2;

    static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    Action? _wakeUp;
    int _hasNews, _state;
    bool _hadNews;

    /// <summary>
    /// The interval until the next sample: <c>encodes.interval</c>, or while there is nothing to split 5 s, or less if cgroups are
    /// looked at more often. On any thread.
    /// </summary>
    public TimeSpan Interval => Volatile.Read(ref _state) == Awake ? options.Interval : Longer(options.Interval, Shorter(Longest, options.DiscoveryInterval));

    /// <summary>Gives it a way to have the next sample taken at once. Called before the first sample.</summary>
    public void UseWakeUp(Action wakeUp) => _wakeUp = wakeUp;

    /// <summary>Ends the rest, because there may be something to split. On any thread; allocates nothing.</summary>
    public void End()
    {
        // Before the other is read: either this sees that the sampler rests, or the sampler sees this.
        Interlocked.Exchange(ref _hasNews, 1);
        if (Volatile.Read(ref _state) == Resting)
            _wakeUp?.Invoke();
    }

    /// <summary>A sample begins: it will see what has happened until now.</summary>
    public void BeginSample() => _hadNews = Interlocked.Exchange(ref _hasNews, 0) != 0;

    /// <summary>
    /// A sample has ended. After news there is always one more before a rest: it sees what this one has begun to follow, and so much
    /// news cannot cause more samples than encodes do.
    /// </summary>
    /// <param name="isUp">Whether there are cgroups to look at; without them, news changes nothing.</param>
    /// <param name="isQuiet">Whether it has found nothing to split.</param>
    public void EndSample(bool isUp, bool isQuiet)
    {
        Interlocked.Exchange(ref _state, !isUp ? Down : isQuiet && !_hadNews ? Resting : Awake);
        if (isUp && Volatile.Read(ref _hasNews) != 0)
            Volatile.Write(ref _state, Awake);
    }

    static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;

    static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
