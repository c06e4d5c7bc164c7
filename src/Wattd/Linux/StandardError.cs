using System.Runtime.InteropServices;
using System.Text;
using static Wattd.Linux.Errno;
using static Wattd.Linux.Poll;
using static Wattd.Linux.Unistd;

namespace Wattd.Linux;

/// <summary>
/// Standard error, where another program uses the same terminal or file. The console of the runtime sends control sequences
/// to the terminal and sets its modes before it writes, and its file streams keep a position of their own.
/// </summary>
static class StandardError
{
    /// <summary>Writes text.</summary>
    /// <returns>False where it does not take all of it.</returns>
    public static bool Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    /// <inheritdoc cref="Write(string)"/>
    public static bool Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var written = write(STDERR_FILENO, bytes, (nuint)bytes.Length);
            if (written >= 0)
                bytes = bytes[(int)written..];
            else if (Marshal.GetLastPInvokeError() == EAGAIN)
                AwaitRoom();
            else if (Marshal.GetLastPInvokeError() != EINTR)
                return false;
        }
        return true;
    }

    /// <summary>The descriptor does not block if another program that has it wants so.</summary>
    static void AwaitRoom()
    {
        var error = new PollFd { Descriptor = STDERR_FILENO, Events = POLLOUT };
        _ = poll(ref error, 1, -1);
    }
}
