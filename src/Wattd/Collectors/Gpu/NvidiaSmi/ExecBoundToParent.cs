using System.Globalization;
using System.Runtime.InteropServices;
using Wattd.Linux;
using static Wattd.Linux.Prctl;
using static Wattd.Linux.Signals;

namespace Wattd.Collectors.Gpu.NvidiaSmi;

/// <summary>
/// Runs <c>wattd exec-bound-to-parent PID PROGRAM ARGUMENT…</c>: the process becomes the program, which the kernel
/// kills when its parent dies. The daemon starts nvidia-smi this way, so that none is left behind even if the daemon is
/// killed with SIGKILL. It is an internal command, and no help lists it.
/// </summary>
/// <remarks>
/// prctl(2): the signal is sent when the <em>thread</em> that started the child ends. The thread that runs nvidia-smi
/// waits for it, so it outlives it.
/// </remarks>
static unsafe partial class ExecBoundToParent
{
    const string Verb = "exec-bound-to-parent";
    const int NotStarted = 127;

    /// <summary>The command line that starts the program so that it dies with this process.</summary>
    public static string[] Wrap(string program, ReadOnlySpan<string> arguments) =>
        ["wattd", Verb, Environment.ProcessId.ToString(CultureInfo.InvariantCulture), program, .. arguments];

    /// <summary>Whether Main was called only for this.</summary>
    public static bool IsAskedFor(string[] args) => args.Length >= 3 && args[0] == Verb;

    /// <summary>Becomes the program. Returns only if that fails, with the exit code 127, as in a shell.</summary>
    public static int Run(string[] args)
    {
        _ = prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
        if (!int.TryParse(args[1], NumberStyles.None, CultureInfo.InvariantCulture, out var parent) || getppid() != parent)
            return NotStarted;

        // The runtime ignores SIGPIPE, and ignored signals stay ignored across exec.
        _ = signal(SIGPIPE, 0);

        var program = args.AsSpan(2);
        using var arguments = new NativeStrings(program);
        _ = execv(arguments.Pointer[0], arguments.Pointer);
        Console.Error.WriteLine($"wattd: cannot run {program[0]}: {Marshal.GetLastPInvokeErrorMessage()}");
        return NotStarted;
    }

    [LibraryImport("libc")]
    private static partial int getppid();

    [LibraryImport("libc", SetLastError = true)]
    private static partial int execv(byte* path, byte** arguments);
}
