using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Wattd.Linux;
using static Wattd.Linux.Errno;

namespace Wattd.Collectors.Wall.Ipmi;

/// <summary>The device of the kernel's driver ipmi_devintf.</summary>
sealed partial class IpmiDevice : IIpmiDevice
{
    SafeFileHandle? _file;

    /// <inheritdoc/>
    /// <remarks>The device is for root only, so the capability is effective while it is opened.</remarks>
    public int Open(string path)
    {
        using (DacReadSearch.Raise())
        {
            _file = Fcntl.OpenRead(path, out var error);
            return _file is null ? error : 0;
        }
    }

    /// <inheritdoc/>
    public int Control(uint request, nint argument) => Error(ioctl(Descriptor, request, argument));

    /// <inheritdoc/>
    public int Poll(int milliseconds, out bool isReady)
    {
        var wanted = new Linux.Poll.PollFd { Descriptor = Descriptor, Events = Linux.Poll.POLLIN };
        var count = Linux.Poll.poll(ref wanted, 1, milliseconds);
        isReady = count > 0 && (wanted.ReturnedEvents & Linux.Poll.POLLIN) != 0;
        // Without POLLIN only POLLERR, POLLHUP or POLLNVAL is reported: no message will come.
        if (count > 0 && !isReady)
            return EIO;
        return Error(count) is var error and not EINTR ? error : 0;
    }

    /// <inheritdoc/>
    public void Close()
    {
        _file?.Dispose();
        _file = null;
    }

    // Open until Close, by the only thread that uses it.
    int Descriptor => (int)_file!.DangerousGetHandle();

    static int Error(int result) => result < 0 ? Marshal.GetLastPInvokeError() : 0;

    /// <summary>sys/ioctl.h. Variadic in C; a single argument is passed the same way on x86-64 and on arm64 under Linux.</summary>
    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(int descriptor, nuint request, nint argument);
}
