using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Gpu.NvidiaSmi;

/// <summary>Runs nvidia-smi: one at a time, with limits on time and output, and without leaving processes behind.</summary>
/// <param name="program">A path, or a name on the PATH.</param>
/// <param name="launcher">
/// A wattd binary through which to start it, so that it dies with this process (<see cref="ExecBoundToParent"/>); null
/// to start it directly.
/// </param>
/// <param name="time">The monotonic clock.</param>
/// <param name="inContainer">Whether failures name the fix of a container.</param>
sealed class NvidiaSmiProcess(string program, string? launcher, TimeProvider time, bool inContainer = false) : IDisposable
{
    /// <summary>The maximum size of a document.</summary>
    public const int LargestOutput = 8 * 1024 * 1024;

    const int LargestError = 16 * 1024;
    const int SignalTerminate = 15, SignalKill = 9;

    static readonly TimeSpan Round = TimeSpan.FromMilliseconds(10);

    // A process inside the driver should return by itself: SIGKILL during a call has hung GPUs.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    static readonly TimeSpan PatienceWhenStopping = TimeSpan.FromMilliseconds(250);

    // Variables from the service manager are not for child processes.
    static readonly string[] NotInherited = ["LC_ALL", "NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC", "LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"];

    // Processes that survived SIGKILL, by program. Each stays until it has ended, whichever thread started it.
    static readonly ConcurrentDictionary<string, ChildProcess> Unkillable = new();

    readonly string[] _environment = [.. InheritedVariables(), "LC_ALL=C"];
    readonly Lock _running = new();
    volatile bool _stopping, _hurries;

    /// <summary>The binary of this process if it is wattd and can serve as the launcher.</summary>
    /// <remarks>The path in procfs is the running binary even after an upgrade has replaced the file.</remarks>
    public static string? OwnBinary =>
        Path.GetFileName(Environment.ProcessPath) == "wattd" && File.Exists("/proc/self/exe") ? "/proc/self/exe" : null;

    /// <summary>Whether a process of this program has survived SIGKILL and still holds the driver. May be called on any thread.</summary>
    public bool IsUnkillable => Unkillable.ContainsKey(program);

    /// <summary>Whether another run can succeed: it is not being stopped, and no earlier process holds the driver.</summary>
    public bool CanRunAgain => !_stopping && !IsUnkillable;

    /// <summary>Runs it once, on the calling thread.</summary>
    /// <param name="timeout">How long it may take, before SIGTERM and, a second later, SIGKILL.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="SourceException">It is missing, takes too long, prints too much, or this is being disposed.</exception>
    public NvidiaSmiOutput Run(TimeSpan timeout, params ReadOnlySpan<string> arguments)
    {
        lock (_running)
        {
            ThrowIfNotToBeStarted();
            var child = Start(arguments);
            var stdout = new OutputBuffer(LargestOutput);
            using var stderr = new OutputBuffer(LargestError);
            try
            {
                Follow(child, stdout, stderr, timeout);
            }
            catch
            {
                stdout.Dispose();
                End(child);
                throw;
            }
            var status = child.TryReap() ?? 0;
            var exitCode = (status & 0x7f) == 0 ? status >> 8 & 0xff : 128 + (status & 0x7f);
            return new NvidiaSmiOutput(stdout, Encoding.UTF8.GetString(stderr.Span), exitCode);
        }
    }

    /// <summary>Ends a run on another thread soon, and prevents new ones. Does not wait.</summary>
    public void Stop() => _stopping = true;

    /// <summary>The same, within half a second, because the daemon stops: it has no more time. Does not wait.</summary>
    public void Hurry() => _stopping = _hurries = true;

    /// <summary>Ends a run on another thread, and returns when it has ended: two seconds at most, and half a second after <see cref="Hurry"/>.</summary>
    public void Dispose()
    {
        Stop();
        lock (_running)
        {
            // The run is over.
        }
    }

    ChildProcess Start(ReadOnlySpan<string> arguments)
    {
        var path = Executable.Find(program, inContainer);
        try
        {
            return launcher is null
                ? ChildProcess.Start(path, ["nvidia-smi", .. arguments], _environment)
                : ChildProcess.Start(launcher, ExecBoundToParent.Wrap(path, arguments), _environment);
        }
        catch (IOException exception)
        {
            throw new SourceException(GpuFailure.NvidiaSmiMissing,
                $"{path} cannot be run ({exception.Message}): reinstall the NVIDIA driver's utilities, or set gpu.nvidia-smi to the right path",
                exception);
        }
    }

    /// <summary>Reads it until it exits. A grandchild that holds its pipes is not waited for.</summary>
    void Follow(ChildProcess child, OutputBuffer stdout, OutputBuffer stderr, TimeSpan timeout)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            // In this order: its output before the exit is in the pipe.
            var exited = child.HasExited;
            var more = child.Read(stdout, stderr, exited ? TimeSpan.Zero : Round);
            if (stdout.IsOverfull)
                throw new SourceException(GpuFailure.InvalidDocument,
                    $"{program} printed more than {LargestOutput >> 20} MiB and was stopped: check that gpu.nvidia-smi is NVIDIA's");
            if (exited && !more)
                return;
            if (_stopping)
                throw new SourceException(GpuFailure.Timeout, $"{program} was stopped because the daemon stops");
            if (time.GetElapsedTime(start) >= timeout)
                throw new SourceException(GpuFailure.Timeout, string.Create(CultureInfo.InvariantCulture,
                    $"{program} gave no answer within {timeout.TotalSeconds:0.###} s and was stopped: look for Xid lines in the kernel log, switch on persistence mode, or raise gpu.timeout"));
        }
    }

    /// <summary>
    /// Terminates it, waits, and kills it. A process that survives SIGKILL hangs in the driver, and is reaped when it
    /// ends.
    /// </summary>
    void End(ChildProcess child)
    {
        child.Signal(SignalTerminate);
        if (!ExitsWithin(child, Patience))
            child.Signal(SignalKill);
        if (!ExitsWithin(child, Patience) || child.TryReap() is null)
        {
            child.CloseOutput();
            Unkillable[program] = child;
            new Thread(() => ReapUnkillable(child)) { IsBackground = true, Name = "nvidia-smi" }.Start();
        }
    }

    /// <summary>On its own thread, because nvidia-smi may never run again: NVML may have replaced it.</summary>
    void ReapUnkillable(ChildProcess child)
    {
        child.Reap();
        Unkillable.TryRemove(new(program, child));
    }

    bool ExitsWithin(ChildProcess child, TimeSpan patience)
    {
        var start = time.GetTimestamp();
        while (!child.HasExited)
        {
            if (time.GetElapsedTime(start) >= (_hurries ? PatienceWhenStopping : patience))
                return false;
            Thread.Sleep(Round);
        }
        return true;
    }

    /// <summary>Starts no second process while the first hangs: it would wait for the same lock in the driver.</summary>
    void ThrowIfNotToBeStarted()
    {
        if (Unkillable.TryGetValue(program, out var hung))
            throw new SourceException(GpuFailure.Timeout,
                $"{program} (process {hung.Id}) hangs in the driver and cannot be killed: look for Xid lines in the kernel log; this machine needs a reboot");
        if (_stopping)
            throw new SourceException(GpuFailure.Timeout, $"{program} is not started because the daemon stops");
    }

    static IEnumerable<string> InheritedVariables() =>
        from DictionaryEntry variable in Environment.GetEnvironmentVariables()
        where !NotInherited.Contains((string)variable.Key)
        select $"{variable.Key}={variable.Value}";
}
