using System.Diagnostics;

namespace Wattd.Tests.Support;

/// <summary>Waits for what must come true, generously: a slow machine fails no test.</summary>
static class Eventually
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <exception cref="TimeoutException">It did not come true within a minute.</exception>
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
    /// <exception cref="TimeoutException">It did not come true within a minute.</exception>
    public static void Wait(Func<bool> condition, string what) => True(condition, what).GetAwaiter().GetResult();
}
