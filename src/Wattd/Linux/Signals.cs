using System.Runtime.InteropServices;

namespace Wattd.Linux;

/// <summary>signal.h: signals and sets of them. The numbers are the same on x86-64 and arm64 (asm-generic/signal.h).</summary>
static unsafe partial class Signals
{
    public const int SIGHUP = 1, SIGINT = 2, SIGQUIT = 3, SIGKILL = 9, SIGPIPE = 13, SIGTERM = 15, SIGCHLD = 17;

    /// <summary>The handler of a signal with its usual effect, and that of one that is ignored.</summary>
    public const nint SIG_DFL = 0, SIG_IGN = 1;

    /// <summary>The signals that glibc keeps to itself (<c>SIGCANCEL</c>, <c>SIGSETXID</c>).</summary>
    public const int SIGCANCEL = 32, SIGSETXID = 33;

    // The largest struct sigaction has 152 bytes; its handler is the first field in that of glibc.
    const int ActionSize = 256;

    /// <summary>Whether this process ignores a signal.</summary>
    public static bool IsIgnored(int signal)
    {
        var action = stackalloc nint[ActionSize / sizeof(nint)];
        return sigaction(signal, null, action) == 0 && action[0] == SIG_IGN;
    }

    [LibraryImport("libc")]
    private static partial int sigaction(int signal, void* wanted, nint* current);

    /// <summary>Sends a signal; it fails only if the process does not exist, or belongs to another user.</summary>
    /// <param name="id">A process; negative: a process group.</param>
    /// <param name="signal">The signal.</param>
    [LibraryImport("libc")]
    public static partial int kill(int id, int signal);

    [LibraryImport("libc")]
    public static partial nint signal(int number, nint handler);

    [LibraryImport("libc")]
    public static partial int sigemptyset(byte* signals);

    [LibraryImport("libc")]
    public static partial int sigfillset(byte* signals);

    /// <summary>Adds a signal, also one that the C library keeps to itself, which its own function refuses.</summary>
    /// <param name="signals">A sigset_t, which is a mask on Linux.</param>
    /// <param name="signal">1 to 64.</param>
    public static void Add(byte* signals, int signal) => *(ulong*)signals |= 1UL << (signal - 1);

    /// <summary>What a shell calls a signal: <c>SIGTERM</c>; its number where it has no common name.</summary>
    public static string NameOf(int signal) => signal switch
    {
        SIGHUP => "SIGHUP",
        SIGINT => "SIGINT",
        SIGQUIT => "SIGQUIT",
        4 => "SIGILL",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        SIGKILL => "SIGKILL",
        10 => "SIGUSR1",
        11 => "SIGSEGV",
        12 => "SIGUSR2",
        SIGPIPE => "SIGPIPE",
        14 => "SIGALRM",
        SIGTERM => "SIGTERM",
        24 => "SIGXCPU",
        25 => "SIGXFSZ",
        31 => "SIGSYS",
        _ => $"signal {signal}",
    };
}
