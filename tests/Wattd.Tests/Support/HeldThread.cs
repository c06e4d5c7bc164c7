using System.Runtime.InteropServices;

namespace Wattd.Tests.Support;

/// <summary>Keeps one thread of another process stopped, by ptrace(2), until it is disposed of; the others run on.</summary>
sealed partial class HeldThread : IDisposable
{
    const nint PTRACE_DETACH = 17, PTRACE_SEIZE = 0x4206, PTRACE_INTERRUPT = 0x4207;
    const int WALL = 0x40000000;

    // A tracer is a thread: only the thread that seized can release.
    readonly Thread _tracer;
    readonly ManualResetEventSlim _release = new();

    public HeldThread(int process, string name)
    {
        var thread = Directory.GetDirectories($"/proc/{process}/task")
            .Single(folder => File.ReadAllText(Path.Combine(folder, "comm")).Trim() == name);
        var held = new TaskCompletionSource();
        _tracer = new Thread(() => Hold(int.Parse(Path.GetFileName(thread), null), held)) { IsBackground = true };
        _tracer.Start();
        held.Task.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        _release.Set();
        _tracer.Join();
    }

    void Hold(int thread, TaskCompletionSource held)
    {
        if (ptrace(PTRACE_SEIZE, thread, 0, 0) != 0 || ptrace(PTRACE_INTERRUPT, thread, 0, 0) != 0
            || waitpid(thread, out _, WALL) != thread)
        {
            held.SetException(new InvalidOperationException($"thread {thread} cannot be held: {Marshal.GetLastPInvokeErrorMessage()}"));
            return;
        }
        held.SetResult();
        _release.Wait();
        _ = ptrace(PTRACE_DETACH, thread, 0, 0);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint ptrace(nint request, nint thread, nint address, nint data);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int waitpid(int thread, out int status, int options);
}
