using System.Runtime.InteropServices;

namespace Wattd.Linux;

/// <summary>poll.h: waits until descriptors can be read or written.</summary>
static partial class Poll
{
    public const short POLLIN = 1, POLLOUT = 4;

    /// <param name="first">The first of the descriptors; the others follow it.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="milliseconds">How long to wait; -1: until a descriptor is ready.</param>
    [LibraryImport("libc", SetLastError = true)]
    public static partial int poll(ref PollFd first, nuint count, int milliseconds);

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollFd
    {
        public int Descriptor;
        public short Events, ReturnedEvents;
    }
}
