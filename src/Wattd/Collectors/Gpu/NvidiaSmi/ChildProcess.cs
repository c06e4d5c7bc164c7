using System.Runtime.InteropServices;
using Wattd.Linux;
using static Wattd.Linux.Errno;
using static Wattd.Linux.Fcntl;
using static Wattd.Linux.Poll;
using static Wattd.Linux.Signals;
using static Wattd.Linux.Spawn;
using static Wattd.Linux.Unistd;
using static Wattd.Linux.Wait;

namespace Wattd.Collectors.Gpu.NvidiaSmi;

/// <summary>
/// A process in its own process group, with stdin at /dev/null and stdout and stderr as pipes. One thread starts it,
/// reads it and waits for it; no other thread may reap it.
/// </summary>
/// <remarks>
/// System.Diagnostics.Process can neither put a child in its own group nor be read without a blocked thread while a
/// grandchild holds the pipe: both are needed so that a hung nvidia-smi leaves nothing behind.
/// </remarks>
sealed unsafe class ChildProcess
{
    int _stdout, _stderr;

    ChildProcess(int id, int stdout, int stderr) => (Id, _stdout, _stderr) = (id, stdout, stderr);

    /// <summary>Its process id, which is also its group id.</summary>
    public int Id { get; }

    /// <summary>Starts a program.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="arguments">Its argv, including the name.</param>
    /// <param name="environment">Its whole environment, <c>NAME=value</c> each.</param>
    /// <exception cref="IOException">The system refused; the message gives the reason.</exception>
    public static ChildProcess Start(string path, ReadOnlySpan<string> arguments, ReadOnlySpan<string> environment)
    {
        var (stdout, stderr) = OpenPipes();
        byte* actions = stackalloc byte[OpaqueSize], attributes = stackalloc byte[OpaqueSize], signals = stackalloc byte[OpaqueSize];
        posix_spawn_file_actions_init(actions);
        posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(actions, stdout.Write, STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(actions, stderr.Write, STDERR_FILENO);
        posix_spawnattr_init(attributes);
        posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
        posix_spawnattr_setpgroup(attributes, 0);
        _ = sigemptyset(signals);
        posix_spawnattr_setsigmask(attributes, signals);
        _ = sigfillset(signals);
        posix_spawnattr_setsigdefault(attributes, signals);

        using var argv = new NativeStrings(arguments);
        using var envp = new NativeStrings(environment);
        int id, error, attempts = 0;
        do
            error = posix_spawn(&id, path, actions, attributes, argv.Pointer, envp.Pointer);
        while (error == ETXTBSY && ++attempts < 100 && Pause()); // being installed this very moment

        posix_spawn_file_actions_destroy(actions);
        posix_spawnattr_destroy(attributes);
        close(stdout.Write);
        close(stderr.Write);
        if (error == 0)
            return new ChildProcess(id, stdout.Read, stderr.Read);

        close(stdout.Read);
        close(stderr.Read);
        throw new IOException(Marshal.GetPInvokeErrorMessage(error));
    }

    /// <summary>Reads its output.</summary>
    /// <param name="output">Where its stdout goes.</param>
    /// <param name="error">Where its stderr goes.</param>
    /// <param name="wait">How long to wait for output.</param>
    /// <returns>Whether there may be more; false if nothing arrived within the time, or both pipes are closed.</returns>
    public bool Read(OutputBuffer output, OutputBuffer error, TimeSpan wait)
    {
        Span<PollFd> pipes =
        [
            new PollFd { Descriptor = _stdout, Events = POLLIN },
            new PollFd { Descriptor = _stderr, Events = POLLIN },
        ];
        var ready = poll(ref pipes[0], 2, (int)wait.TotalMilliseconds);
        if (ready < 0)
            return Marshal.GetLastPInvokeError() == EINTR;
        var more = Take(ref _stdout, pipes[0], output);
        return Take(ref _stderr, pipes[1], error) || more;
    }

    /// <summary>Whether it has ended. It stays a zombie, and keeps its id, until it is reaped.</summary>
    public bool HasExited
    {
        get
        {
            var information = stackalloc int[32];
            new Span<int>(information, 32).Clear();
            // The error is ECHILD: if SIGCHLD was ignored at start, the kernel reaps.
            return waitid(P_PID, Id, information, WEXITED | WNOHANG | WNOWAIT) != 0 || information[0] != 0;
        }
    }

    /// <summary>Sends a signal to it and to everything it started.</summary>
    public void Signal(int signal) => _ = kill(-Id, signal);

    /// <summary>Reaps it after it has exited, and kills its remaining children. Must be called until it succeeds.</summary>
    /// <returns>Its wait status, see waitpid(2); 0 if the kernel has reaped it; null while it runs.</returns>
    public int? TryReap()
    {
        if (!HasExited)
            return null;

        // Before the leader is reaped: until then no other group can have its id.
        Signal(SIGKILL);
        CloseOutput();
        int status = 0, ignored;
        _ = waitpid(Id, &status, 0);

        // Children of the dead leader become ours if this process is the first of its container.
        for (var i = 0; i < 100 && waitpid(-Id, &ignored, WNOHANG) >= 0; i++)
            Pause();
        return status;
    }

    /// <summary>Waits until it has exited, for any time, and reaps it.</summary>
    public void Reap()
    {
        var information = stackalloc int[32];
        while (TryReap() is null)
            _ = waitid(P_PID, Id, information, WEXITED | WNOWAIT);
    }

    /// <summary>Stops reading.</summary>
    public void CloseOutput()
    {
        Close(ref _stdout);
        Close(ref _stderr);
    }

    static bool Take(ref int descriptor, PollFd state, OutputBuffer buffer)
    {
        if (descriptor < 0 || state.ReturnedEvents == 0)
            return false;
        Span<byte> bytes = stackalloc byte[16 * 1024];
        var count = read(descriptor, bytes, (nuint)bytes.Length);
        if (count > 0)
            buffer.Append(bytes[..(int)count]);
        else if (count == 0 || Marshal.GetLastPInvokeError() != EINTR)
            Close(ref descriptor);
        return descriptor >= 0;
    }

    static ((int Read, int Write) Output, (int Read, int Write) Error) OpenPipes()
    {
        var output = OpenPipe();
        try
        {
            return (output, OpenPipe());
        }
        catch (IOException)
        {
            close(output.Read);
            close(output.Write);
            throw;
        }
    }

    static void Close(ref int descriptor)
    {
        if (descriptor >= 0)
            close(descriptor);
        descriptor = -1;
    }

    static bool Pause()
    {
        Thread.Sleep(1);
        return true;
    }
}
