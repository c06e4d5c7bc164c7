using System.Runtime.InteropServices;
using Wattd.Collectors.Sampling;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Sampling;

public sealed partial class ThreadSchedulingTests
{
    const int PRIO_PROCESS = 0;

    /// <summary>As a unit's <c>Nice=</c> sets it, for a thread that is not granted real time.</summary>
    [Fact]
    public void TheNiceValueInForceStays()
    {
        // Only root may ask for more than it has.
        foreach (var nice in Environment.IsPrivilegedProcess ? (int[])[-5, 5] : [5])
        {
            (string Granted, int Nice) after = default;
            var thread = new Thread(() =>
            {
                Assert.Equal(0, setpriority(PRIO_PROCESS, 0, nice));
                Unprivileged.Run(() => after = (ThreadScheduling.RequestPromptWakeUp(), getpriority(PRIO_PROCESS, 0)));
            });
            thread.Start();
            thread.Join();

            Assert.Contains(after.Granted, (string[])["slice", "none"]);
            Assert.Equal(nice, after.Nice);
        }
    }

    [LibraryImport("libc")]
    private static partial int setpriority(int which, int who, int nice);

    [LibraryImport("libc")]
    private static partial int getpriority(int which, int who);
}
