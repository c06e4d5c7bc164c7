using System.Runtime.InteropServices;
using Wattd.Collectors.Sampling;
using Wattd.Linux;
using static Wattd.Collectors.Wall.Ipmi.IpmiHeader;
using static Wattd.Linux.Errno;

namespace Wattd.Collectors.Wall.Ipmi;

/// <summary>
/// Asks the BMC of this machine one question at a time. The device is open only while a question is: whoever holds it can send
/// every command to the BMC.
/// </summary>
/// <param name="device">The system calls.</param>
/// <param name="options">The settings.</param>
/// <param name="time">The monotonic clock.</param>
sealed unsafe class IpmiClient(IIpmiDevice device, WallOptions options, TimeProvider time)
{
    // A stop does not wait longer than this.
    const int LongestWaitMilliseconds = 100;

    // More than a queue of events and late answers has.
    const int MostOthers = 64;

    volatile bool _isInterrupted;
    long _id = time.GetTimestamp();

    /// <summary>Sends a command and waits for its answer.</summary>
    /// <param name="netFn">The network function of the command; that of the answer is one more.</param>
    /// <param name="command">The command.</param>
    /// <param name="data">Its data.</param>
    /// <param name="answer">Where the data of the answer goes: the completion code, and what follows it.</param>
    /// <returns>The length of the answer.</returns>
    /// <exception cref="SourceException">There is no device, it may not be opened, or no answer came.</exception>
    public int Ask(byte netFn, byte command, ReadOnlySpan<byte> data, Span<byte> answer)
    {
        var error = device.Open(options.Device);
        if (error != 0)
            throw NotOpened(error);
        try
        {
            _id++;
            Send(netFn, command, data);
            return Receive(netFn, command, answer);
        }
        finally
        {
            // Also drops an answer that comes late.
            device.Close();
        }
    }

    /// <summary>Ends the wait for an answer. Called on another thread.</summary>
    public void Interrupt() => _isInterrupted = true;

    void Send(byte netFn, byte command, ReadOnlySpan<byte> data)
    {
        var bmc = new SystemInterfaceAddress { AddressType = IPMI_SYSTEM_INTERFACE_ADDR_TYPE, Channel = IPMI_BMC_CHANNEL };
        fixed (byte* bytes = data)
        {
            var request = new Request
            {
                Address = &bmc,
                AddressLength = (uint)sizeof(SystemInterfaceAddress),
                Id = _id,
                Message = new Message { NetFn = netFn, Command = command, DataLength = (ushort)data.Length, Data = bytes },
            };
            var error = device.Control(IPMICTL_SEND_COMMAND, (nint)(&request));
            if (error != 0)
                throw Failed(error);
        }
    }

    /// <summary>Waits for the answer. Events, commands of the BMC and answers to other questions are left out.</summary>
    int Receive(byte netFn, byte command, Span<byte> answer)
    {
        var begun = time.GetTimestamp();
        Address sender;
        for (var others = 0; others < MostOthers; others++)
        {
            WaitForMessage(begun);
            fixed (byte* bytes = answer)
            {
                var received = new Received
                {
                    Address = &sender,
                    AddressLength = (uint)sizeof(Address),
                    Message = new Message { Data = bytes, DataLength = (ushort)answer.Length },
                };
                var error = device.Control(IPMICTL_RECEIVE_MSG_TRUNC, (nint)(&received));
                if (error is not (0 or EAGAIN or EMSGSIZE))
                    throw Failed(error);
                if (error == 0 && received.Type == IPMI_RESPONSE_RECV_TYPE && received.Id == _id
                    && received.Message.NetFn == netFn + 1 && received.Message.Command == command)
                    return Math.Min(received.Message.DataLength, answer.Length);
            }
        }
        throw new SourceException(WallFailure.ReadFailed,
            $"{options.Device}: only messages that nobody asked for arrive; reset the BMC (ipmitool mc reset cold), or set wall = off");
    }

    void WaitForMessage(long begun)
    {
        while (true)
        {
            var left = options.Timeout - time.GetElapsedTime(begun);
            if (_isInterrupted || left <= TimeSpan.Zero)
                throw new SourceException(WallFailure.Timeout,
                    $"{options.Device}: the BMC has not answered within {options.Timeout.TotalSeconds:0.#} s; if it lasts, reset it (ipmitool mc reset cold), or set wall = off");
            var error = device.Poll(Math.Min((int)Math.Ceiling(left.TotalMilliseconds), LongestWaitMilliseconds), out var isReady);
            if (error != 0)
                throw Failed(error);
            if (isReady)
                return;
        }
    }

    SourceException NotOpened(int error) => error switch
    {
        ENOENT or ENOTDIR or ENXIO or ENODEV => new(WallFailure.NoMeter,
            $"{options.Device}: no BMC; servers show theirs when its drivers are loaded (modprobe -a ipmi_si ipmi_devintf), and most desktops and virtual machines have none"),
        EPERM or EACCES => new(WallFailure.PermissionDenied,
            $"{options.Device}: permission denied; the drop-in /usr/share/doc/wattd/examples/ipmi.conf allows wattd.service to open it"),
        EMFILE or ENFILE => new(WallFailure.ReadFailed, $"{options.Device}: {KernelFile.OutOfDescriptors}"),
        _ => Failed(error),
    };

    SourceException Failed(int error) => new(WallFailure.ReadFailed, error == ENOTTY
        ? $"{options.Device}: not an IPMI device; set wall.device to the device of the BMC"
        : $"{options.Device}: {Marshal.GetPInvokeErrorMessage(error)}; 'dmesg' shows what the IPMI driver says, and 'wall = off' stops the questions");
}
