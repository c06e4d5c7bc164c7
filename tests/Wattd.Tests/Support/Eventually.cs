using System.Diagnostics;

namespace Wattd.Tests.Support;

/// <summary>Waits for a condition, long enough for slow machines.</summary>
static class Eventually
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <exception cref="TimeoutException">The condition was not true within a minute.</exception>
    public static async Task True(Func<bool> condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (watch.Elapsed > Deadline)
                throw new TimeoutException($"not within {Deadline.TotalSeconds} s: {what}");
            await Task.Delay(20);
        }
    }

    /// <summary>The same, for a test that blocks its thread.</summary>
    /// <exception cref="TimeoutException">The condition was not true within a minute.</exception>
    public static void Wait(Func<bool> condition, string what) => True(condition, what).GetAwaiter().GetResult();
}
