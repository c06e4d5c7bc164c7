using Microsoft.Extensions.Time.Testing;

namespace Wattd.Tests.Support;

/// <summary>A clock that advances only on request, or between two calls as if the caller took long.</summary>
sealed class SlowClock : FakeTimeProvider
{
    int _answers;
    TimeSpan _delay;

    /// <summary>Advances the clock right before one of the next answers, as if the work of the caller took that long.</summary>
    /// <param name="answer">The number of the answer from now on; 1 is the next.</param>
    /// <param name="delay">The time to advance.</param>
    public void HoldUp(int answer, TimeSpan delay) => (_answers, _delay) = (answer, delay);

    public override long GetTimestamp()
    {
        if (_answers > 0 && --_answers == 0)
            Advance(_delay);
        return base.GetTimestamp();
    }
}
