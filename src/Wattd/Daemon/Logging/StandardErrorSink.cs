using System.Runtime.InteropServices;
using System.Text;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;
using static Wattd.Linux.Errno;
using static Wattd.Linux.Poll;

namespace Wattd.Daemon.Logging;

/// <summary>
/// Writes events as text to a descriptor from a separate thread, so that no logging thread waits for the reader.
/// Drops and counts events when the queue is full. Safe for concurrent use.
/// </summary>
/// <remarks>The descriptor keeps its mode: O_NONBLOCK would apply to every program that shares the pipe or the terminal.</remarks>
/// <param name="formatter">Formats an event; called only by the sink's thread.</param>
/// <param name="descriptor">The descriptor used as standard error.</param>
sealed partial class StandardErrorSink(ITextFormatter formatter, int descriptor) : ILogEventSink, IDisposable
{
    /// <summary>The most events that wait for the writer; more are dropped.</summary>
    public const int Capacity = 256;

    // A stop takes less than a second in total, of which the host takes up to 0.7 s.
    static readonly TimeSpan LastWrites = TimeSpan.FromMilliseconds(200);

    // Guards itself. Held for a few instructions, never during a write.
    readonly Queue<LogEvent> _waiting = new(Capacity);
    Thread? _writer;
    bool _hasEnded;
    long _droppedEvents;

    /// <summary>Events that were not written, since the start.</summary>
    public long DroppedEvents => Interlocked.Read(ref _droppedEvents);

    public void Emit(LogEvent logEvent)
    {
        lock (_waiting)
        {
            if (!_hasEnded && _waiting.Count < Capacity)
            {
                _waiting.Enqueue(logEvent);
                Monitor.Pulse(_waiting);
                StartWriter();
                return;
            }
        }
        Interlocked.Increment(ref _droppedEvents);
    }

    /// <summary>Gives the last events a moment to be written; does not wait for a reader that has stopped.</summary>
    public void Dispose()
    {
        lock (_waiting)
        {
            _hasEnded = true;
            Monitor.Pulse(_waiting);
        }
        _writer?.Join(LastWrites);
    }

    void StartWriter()
    {
        if (_writer is not null)
            return;
        var writer = new Thread(WriteAll) { IsBackground = true, Name = "log" };
        writer.Start();
        _writer = writer;
    }

    void WriteAll()
    {
        while (Next() is { } logEvent)
        {
            if (!TryWrite(logEvent))
                Interlocked.Increment(ref _droppedEvents);
        }
    }

    LogEvent? Next()
    {
        lock (_waiting)
        {
            while (_waiting.Count == 0 && !_hasEnded)
                Monitor.Wait(_waiting);
            return _waiting.TryDequeue(out var next) ? next : null;
        }
    }

    bool TryWrite(LogEvent logEvent)
    {
        using var text = new StringWriter();
        try
        {
            formatter.Format(logEvent, text);
        }
        catch (Exception)
        {
            // A value that cannot be formatted loses its line, not the log.
            return false;
        }
        return TryWrite(Encoding.UTF8.GetBytes(text.ToString()));
    }

    bool TryWrite(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            var written = write(descriptor, text, (nuint)text.Length);
            if (written >= 0)
                text = text[(int)written..];
            else if (Marshal.GetLastPInvokeError() is var error && error == EAGAIN)
                WaitForRoom();
            else if (error != EINTR)
                return false;
        }
        return true;
    }

    /// <summary>Another program that shares the descriptor may have made it non-blocking.</summary>
    void WaitForRoom()
    {
        var state = new PollFd { Descriptor = descriptor, Events = POLLOUT };
        _ = poll(ref state, 1, milliseconds: -1);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int descriptor, ReadOnlySpan<byte> buffer, nuint count);
}
