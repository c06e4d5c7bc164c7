using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Wattd.Tests.Support;

/// <summary>
/// Runs code as a user without access to the files of other users. The file-system user and the capabilities belong to a
/// thread, so the rest of the test process is not affected.
/// </summary>
static unsafe partial class Unprivileged
{
    const uint LINUX_CAPABILITY_VERSION_3 = 0x20080522;
    const int Nobody = 65534;

    /// <summary>Runs an action without capabilities; as nobody if the tests run as root.</summary>
    public static void Run(Action action) => Run(action, permitted: 0);

    /// <summary>Runs an action as nobody, with capabilities permitted but none effective. Needs root.</summary>
    /// <param name="action">The action to run.</param>
    /// <param name="permitted">A mask of capabilities.</param>
    public static void Run(Action action, uint permitted)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                _ = setfsuid(Nobody);
                var header = stackalloc uint[] { LINUX_CAPABILITY_VERSION_3, 0 };
                var sets = stackalloc uint[] { 0, permitted, 0, 0, 0, 0 };
                Assert.Equal(0, capset(header, sets));
                action();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    /// <summary>The effective capabilities 0 to 31 of the calling thread.</summary>
    public static uint Effective
    {
        get
        {
            var header = stackalloc uint[] { LINUX_CAPABILITY_VERSION_3, 0 };
            var sets = stackalloc uint[6];
            Assert.Equal(0, capget(header, sets));
            return sets[0];
        }
    }

    [LibraryImport("libc")]
    private static partial int setfsuid(int user);

    [LibraryImport("libc")]
    private static partial int capget(uint* header, uint* sets);

    [LibraryImport("libc")]
    private static partial int capset(uint* header, uint* sets);
}
