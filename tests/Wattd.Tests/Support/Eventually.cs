using System.Diagnostics;

namespace Wattd.Tests.Support;

/// <summary>Waits for what happens on another thread or in another process.</summary>
static class Eventually
{
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public static void True(Func<bool> condition, string otherwise)
    {
        var start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > Deadline)
                Assert.Fail(otherwise);
            Thread.Sleep(10);
        }
    }
}
