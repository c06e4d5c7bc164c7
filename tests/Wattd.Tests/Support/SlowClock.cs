using Microsoft.Extensions.Time.Testing;

namespace Wattd.Tests.Support;

/// <summary>A clock that stands until it is moved, and that can move by itself while its caller is at work.</summary>
sealed class SlowClock : FakeTimeProvider
{
    int _answers;
    TimeSpan _delay;

    /// <summary>Moves the clock right before one of the next answers, as if what the caller did before it took so long.</summary>
    /// <param name="answer">Which of the answers from now on; 1 is the next.</param>
    /// <param name="delay">By how much.</param>
    public void HoldUp(int answer, TimeSpan delay) => (_answers, _delay) = (answer, delay);

    public override long GetTimestamp()
    {
        if (_answers > 0 && --_answers == 0)
            Advance(_delay);
        return base.GetTimestamp();
    }
}
