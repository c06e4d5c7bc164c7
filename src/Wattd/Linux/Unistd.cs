using System.Runtime.InteropServices;

namespace Wattd.Linux;

/// <summary>unistd.h: descriptors and reads.</summary>
static partial class Unistd
{
    public const int STDIN_FILENO = 0, STDOUT_FILENO = 1, STDERR_FILENO = 2;

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint read(int descriptor, Span<byte> into, nuint count);
}
