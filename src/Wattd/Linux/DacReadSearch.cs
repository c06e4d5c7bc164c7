using System.Runtime.InteropServices;
using static Wattd.Linux.Prctl;

namespace Wattd.Linux;

/// <summary>
/// linux/capability.h: CAP_DAC_READ_SEARCH, which opens what the kernel restricts to root, such as the energy counters
/// (CVE-2020-8694). Capabilities belong to threads, and a thread inherits those of the thread that started it.
/// </summary>
static unsafe partial class DacReadSearch
{
    const int CAP_DAC_READ_SEARCH = 2;
    const uint Capability = 1u << CAP_DAC_READ_SEARCH;
    const uint LINUX_CAPABILITY_VERSION_3 = 0x20080522;
    // Capabilities 0 to 31 as three words (effective, permitted, inheritable), then 32 to 63.
    const int Effective = 0, Permitted = 1, SetCount = 3;

    /// <summary>
    /// Removes it from the calling thread's effective and ambient sets, so that threads started later do not hold it
    /// and programs started later cannot. Main calls this before anything else. It stays permitted: <see cref="Raise"/>
    /// makes it effective for a moment. Does nothing if it was never granted.
    /// </summary>
    public static void ClearEffective()
    {
        _ = prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_LOWER, CAP_DAC_READ_SEARCH, 0, 0);
        Set(false);
    }

    /// <summary>
    /// Makes it effective on the calling thread, if permitted, until the scope is disposed of on the same thread.
    /// </summary>
    public static Scope Raise() => new(Set(true));

    /// <returns>Whether that changed anything.</returns>
    static bool Set(bool effective)
    {
        var header = new Header { Version = LINUX_CAPABILITY_VERSION_3 };
        var sets = stackalloc uint[2 * SetCount];
        if (capget(&header, sets) != 0)
            return false;

        var wanted = effective
            ? sets[Effective] | (sets[Permitted] & Capability)
            : sets[Effective] & ~Capability;
        if (wanted == sets[Effective])
            return false;
        sets[Effective] = wanted;
        return capset(&header, sets) == 0;
    }

    [LibraryImport("libc")]
    private static partial int capget(Header* header, uint* sets);

    [LibraryImport("libc")]
    private static partial int capset(Header* header, uint* sets);

    struct Header
    {
        public uint Version;
        public int Thread;
    }

    /// <summary>The thread that raised the capability holds it until this is disposed.</summary>
    public readonly ref struct Scope(bool raised)
    {
        public void Dispose()
        {
            if (raised)
                Set(false);
        }
    }
}
