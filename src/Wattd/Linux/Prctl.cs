using System.Runtime.InteropServices;

namespace Wattd.Linux;

/// <summary>sys/prctl.h: attributes of the calling thread and its process.</summary>
static partial class Prctl
{
    public const int PR_SET_PDEATHSIG = 1;
    public const int PR_CAP_AMBIENT = 47;
    public const nuint PR_CAP_AMBIENT_LOWER = 3;

    [LibraryImport("libc")]
    public static partial int prctl(int option, nuint argument2, nuint argument3, nuint argument4, nuint argument5);
}
