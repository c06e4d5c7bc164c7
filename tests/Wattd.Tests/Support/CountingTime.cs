using Microsoft.Extensions.Time.Testing;

namespace Wattd.Tests.Support;

/// <summary>A clock of the test that knows how often it was read.</summary>
sealed class CountingTime : FakeTimeProvider
{
    int _reads;

    public override long GetTimestamp()
    {
        Interlocked.Increment(ref _reads);
        return base.GetTimestamp();
    }

    /// <summary>Waits until whoever waits for a point in time has looked at the clock again.</summary>
    public void WaitForReads()
    {
        var before = Volatile.Read(ref _reads);
        Eventually.Wait(() => Volatile.Read(ref _reads) >= before + 3, "looks at the clock");
    }
}
