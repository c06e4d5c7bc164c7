using System.Runtime.InteropServices;

namespace Serilog.Sinks.Journald;

/// <summary>Writes to a descriptor that others share, and that must therefore keep its blocking mode, without waiting.</summary>
/// <remarks>
/// A socket, which standard error is under a unit, has a flag for it on each call. For other files the write follows a poll: a
/// program that shares the pipe and fills it between the two makes that one write wait.
/// </remarks>
sealed partial class NonBlockingDescriptor(int descriptor)
{
    /// <summary>PIPE_BUF of limits.h: a pipe that polls as writable takes this many bytes at once, and in one piece.</summary>
    public const int MaximumSize = 4096;

    // From the kernel's headers, the same on every architecture that .NET runs on.
    const int MsgDontWait = 0x40, MsgNoSignal = 0x4000;
    const int Enotsock = 88;
    const short PollOut = 4;

    /// <summary>Writes all the data.</summary>
    /// <param name="data">At most <see cref="MaximumSize"/> bytes.</param>
    /// <returns>False if that would wait, or there is no reader.</returns>
    public bool TryWrite(ReadOnlySpan<byte> data)
    {
        var sent = send(descriptor, data, (nuint)data.Length, MsgDontWait | MsgNoSignal);
        return sent == data.Length || (sent < 0 && Marshal.GetLastPInvokeError() == Enotsock && TryWriteToFile(data));
    }

    bool TryWriteToFile(ReadOnlySpan<byte> data)
    {
        var state = new PollDescriptor { Descriptor = descriptor, Events = PollOut };
        return poll(ref state, 1, timeout: 0) == 1
            && (state.ReturnedEvents & PollOut) != 0
            && write(descriptor, data, (nuint)data.Length) == data.Length;
    }

    /// <summary>struct pollfd.</summary>
    struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short ReturnedEvents;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint send(int socket, ReadOnlySpan<byte> buffer, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(ref PollDescriptor descriptors, nuint count, int timeout);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int descriptor, ReadOnlySpan<byte> buffer, nuint count);
}
