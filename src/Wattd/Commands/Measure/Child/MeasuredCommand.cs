using System.Runtime.InteropServices;
using System.Text;
using Wattd.Linux;
using Wattd.Settings;
using static Wattd.Linux.Errno;
using static Wattd.Linux.Signals;
using static Wattd.Linux.Spawn;
using static Wattd.Linux.Unistd;
using static Wattd.Linux.Wait;

namespace Wattd.Commands.Measure.Child;

/// <summary>
/// A command that runs as a shell would run it in this process's place: the same descriptors, directory, environment,
/// process group, terminal and ignored signals.
/// </summary>
/// <remarks>
/// System.Diagnostics.Process builds a new environment, can pass no further descriptor, and does not tell how much processor
/// time the command used.
/// </remarks>
sealed unsafe class MeasuredCommand
{
    /// <summary>The exit codes of a shell for a command that is not found, and for one that cannot be run.</summary>
    public const int NotFound = 127, CannotRun = 126;

    // env(1) and shells run a file without "#!" this way.
    const string Shell = "/bin/sh";

    readonly int _id;
    readonly Lock _signalling = new();
    bool _isReaped;

    MeasuredCommand(int id) => _id = id;

    /// <summary>Starts a command.</summary>
    /// <param name="arguments">Its argv; the first is looked up on the <c>PATH</c> if it has no slash.</param>
    /// <param name="inherited">A descriptor that it inherits beside the standard ones; null for none.</param>
    /// <exception cref="CommandStartException">It cannot be started.</exception>
    public static MeasuredCommand Start(byte[][] arguments, int? inherited)
    {
        // The kernel does not keep the exit codes of children for a process that ignores this.
        if (IsIgnored(SIGCHLD))
            _ = signal(SIGCHLD, SIG_DFL);

        byte* actions = stackalloc byte[OpaqueSize], attributes = stackalloc byte[OpaqueSize], signals = stackalloc byte[OpaqueSize];
        posix_spawn_file_actions_init(actions);
        if (inherited is { } descriptor)
            posix_spawn_file_actions_adddup2(actions, descriptor, descriptor);
        // Ignored signals stay ignored in the program. The runtime ignores the first before Main, whatever it was, and glibc
        // the others in what it spawns.
        posix_spawnattr_init(attributes);
        posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGDEF);
        _ = sigemptyset(signals);
        Add(signals, SIGPIPE);
        Add(signals, SIGCANCEL);
        Add(signals, SIGSETXID);
        posix_spawnattr_setsigdefault(attributes, signals);
        try
        {
            return new MeasuredCommand(SpawnOnPath(arguments, actions, attributes));
        }
        finally
        {
            posix_spawn_file_actions_destroy(actions);
            posix_spawnattr_destroy(attributes);
        }
    }

    /// <summary>Waits until it has ended.</summary>
    public CommandEnd Wait()
    {
        // It stays a zombie until it is reaped under the lock, so that no signal reaches another process with its number.
        var information = stackalloc int[32];
        while (waitid(P_PID, _id, information, WEXITED | WNOWAIT) != 0 && Marshal.GetLastPInvokeError() == EINTR)
        {
        }
        lock (_signalling)
        {
            int status;
            ResourceUsage usage;
            int reaped;
            do
                reaped = wait4(_id, &status, 0, out usage);
            while (reaped < 0 && Marshal.GetLastPInvokeError() == EINTR);
            _isReaped = true;
            if (reaped < 0)
                throw new InvalidOperationException($"wait4: {Marshal.GetLastPInvokeErrorMessage()}");
            var used = TimeSpan.FromSeconds(usage.UserSeconds + usage.SystemSeconds)
                + TimeSpan.FromMicroseconds(usage.UserMicroseconds + usage.SystemMicroseconds);
            return ExitCodeOf(status) is { } code ? new CommandEnd(code, null, used) : new CommandEnd(128 + SignalOf(status), SignalOf(status), used);
        }
    }

    /// <summary>Sends it a signal; does nothing after it has ended.</summary>
    public void Signal(int signal)
    {
        lock (_signalling)
        {
            if (!_isReaped)
                _ = kill(_id, signal);
        }
    }

    /// <summary>Tries one path after the other, as execvp(3) does.</summary>
    static int SpawnOnPath(byte[][] arguments, byte* actions, byte* attributes)
    {
        var error = ENOENT;
        byte[][] paths = [.. CommandPath.Of(arguments[0], Variable("PATH="u8))];
        foreach (var path in paths)
        {
            var refused = Spawn(path, arguments, actions, attributes, out var id);
            if (refused == ENOEXEC)
                refused = Spawn(Encoding.UTF8.GetBytes(Shell), [Encoding.UTF8.GetBytes(Shell), path, .. arguments[1..]], actions, attributes, out id);
            if (refused == 0)
                return id;
            if (paths.Length == 1 || refused is not (ENOENT or ENOTDIR or ENODEV or ESTALE or ETIMEDOUT))
                error = refused;
            if (refused is not (EACCES or ENOENT or ENOTDIR or ENODEV or ESTALE or ETIMEDOUT))
                break;
        }
        // A script or a program whose interpreter is missing has the error number of a missing file.
        var reason = error == ENOENT && paths.Any(path => File.Exists(Encoding.UTF8.GetString(path)))
            ? "the interpreter that it names does not exist"
            : Marshal.GetPInvokeErrorMessage(error);
        throw new CommandStartException(
            $"cannot run {Quoted.Text(Encoding.UTF8.GetString(arguments[0]))}: {reason}", error == ENOENT ? NotFound : CannotRun);
    }

    static int Spawn(byte[] path, byte[][] arguments, byte* actions, byte* attributes, out int id)
    {
        id = 0;
        using var program = new NativeStrings((byte[][])[path]);
        // A process less for each folder of the PATH that does not have it.
        if (access(program.Pointer[0], X_OK) != 0)
            return Marshal.GetLastPInvokeError();
        using var argv = new NativeStrings(arguments);
        int started;
        var error = posix_spawn(&started, program.Pointer[0], actions, attributes, argv.Pointer, ProcessEnvironment);
        id = started;
        return error;
    }

    /// <summary>The value of a variable; null if it is not set.</summary>
    /// <param name="name">Its name, with the equals sign.</param>
    static byte[]? Variable(ReadOnlySpan<byte> name)
    {
        for (var entry = ProcessEnvironment; entry is not null && *entry is not null; entry++)
        {
            if (MemoryMarshal.CreateReadOnlySpanFromNullTerminated(*entry) is var text && text.StartsWith(name))
                return text[name.Length..].ToArray();
        }
        return null;
    }

    /// <summary>The environment that this process was started with: the runtime keeps what it changes to itself.</summary>
    static byte** ProcessEnvironment => *(byte***)NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "environ");
}

/// <summary>How a command ended.</summary>
/// <param name="ExitCode">Its exit code; 128 + n where signal n ended it.</param>
/// <param name="Signal">The signal that ended it; null if it exited.</param>
/// <param name="ProcessorTime">What it used, with the processes that it waited for; null if the kernel did not keep it.</param>
sealed record CommandEnd(int ExitCode, int? Signal, TimeSpan? ProcessorTime);

/// <summary>A command cannot be started; the message names it and the reason.</summary>
sealed class CommandStartException(string message, int exitCode) : Exception(message)
{
    /// <summary>What a shell would return.</summary>
    public int ExitCode { get; } = exitCode;
}
