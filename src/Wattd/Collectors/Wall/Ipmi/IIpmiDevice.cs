namespace Wattd.Collectors.Wall.Ipmi;

/// <summary>The system calls on /dev/ipmi0. Each returns the error number, 0 if it succeeds. Used by one thread at a time.</summary>
interface IIpmiDevice
{
    /// <summary>open: read-only, which is all that the ioctls need.</summary>
    int Open(string path);

    /// <summary>ioctl.</summary>
    /// <param name="request">One of <see cref="IpmiHeader"/>.</param>
    /// <param name="argument">The address of its structure.</param>
    int Control(uint request, nint argument);

    /// <summary>poll: waits for a message.</summary>
    /// <param name="milliseconds">How long to wait.</param>
    /// <param name="isReady">Whether one has arrived.</param>
    int Poll(int milliseconds, out bool isReady);

    /// <summary>close: the kernel drops the answer to a question that is still open.</summary>
    void Close();
}
