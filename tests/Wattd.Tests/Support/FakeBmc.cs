using System.Runtime.InteropServices;
using Microsoft.Extensions.Time.Testing;
using Wattd.Collectors.Wall.Ipmi;
using static Wattd.Linux.Errno;

namespace Wattd.Tests.Support;

/// <summary>
/// A BMC behind the system calls. It reads and writes the structures of linux/ipmi.h at the offsets that a C compiler gives them
/// on x86-64 and arm64, independently of how the program declares them.
/// </summary>
/// <param name="time">Advanced while the program waits for a message.</param>
sealed class FakeBmc(FakeTimeProvider time) : IIpmiDevice
{
    const uint Send = 0x8028690D, ReceiveTruncated = 0xC030690B;

    readonly Queue<Message> _queue = new();
    long _id;

    /// <summary>164 W now, 48 to 361 W and 157 W on average within 1473439 s, measured: the example of FreeIPMI, in bytes.</summary>
    public static byte[] Example => Convert.FromHexString("00DCA400300069019D00188A8E6518E5D25740");

    /// <summary>The data of its answer; null: it never answers.</summary>
    public byte[]? Answer { get; set; } = Example;

    /// <summary>What arrives before its answer.</summary>
    public List<Message> Before { get; } = [];

    /// <summary>The error number of each call; 0 while it succeeds.</summary>
    public int OpenError { get; set; }

    /// <inheritdoc cref="OpenError"/>
    public int SendError { get; set; }

    /// <inheritdoc cref="OpenError"/>
    public int ReceiveError { get; set; }

    /// <inheritdoc cref="OpenError"/>
    public int PollError { get; set; }

    /// <summary>Called while the program waits for a message.</summary>
    public Action Waits { get; set; } = () => { };

    /// <summary>The questions: the path, and the structure as text.</summary>
    public List<string> Questions { get; } = [];

    /// <summary>The identifiers of the questions.</summary>
    public List<long> Ids { get; } = [];

    /// <summary>How often it was opened.</summary>
    public int Opens { get; private set; }

    /// <summary>The path while it is open.</summary>
    public string? Path { get; private set; }

    public int Open(string path)
    {
        Assert.Null(Path);
        Opens++;
        if (OpenError == 0)
            Path = path;
        return OpenError;
    }

    public int Control(uint request, nint argument)
    {
        Assert.NotNull(Path);
        return request switch
        {
            Send => Ask(argument),
            ReceiveTruncated => Deliver(argument),
            _ => EINVAL,
        };
    }

    public int Poll(int milliseconds, out bool isReady)
    {
        Assert.NotNull(Path);
        Assert.InRange(milliseconds, 1, 1000);
        isReady = _queue.Count > 0;
        if (!isReady && PollError == 0)
        {
            time.Advance(TimeSpan.FromMilliseconds(milliseconds));
            Waits();
        }
        return PollError;
    }

    public void Close()
    {
        Assert.NotNull(Path);
        Path = null;
        _queue.Clear();
    }

    const int EINVAL = 22;

    int Ask(nint argument)
    {
        if (SendError != 0)
            return SendError;
        var (address, message) = (Marshal.ReadIntPtr(argument, 0), argument + 24);
        Assert.Equal(8, Marshal.ReadInt32(argument, 8));
        _id = Marshal.ReadInt64(argument, 16);
        var data = new byte[(ushort)Marshal.ReadInt16(message, 2)];
        Marshal.Copy(Marshal.ReadIntPtr(message, 8), data, 0, data.Length);
        var (netFn, command) = (Marshal.ReadByte(message, 0), Marshal.ReadByte(message, 1));
        Ids.Add(_id);
        Questions.Add(
            $"{Path}: type {Marshal.ReadInt32(address, 0):x} channel {Marshal.ReadInt16(address, 4):x} lun {Marshal.ReadByte(address, 6)}, "
            + $"netfn {netFn:x} cmd {command:x} data {Convert.ToHexString(data)}");
        foreach (var one in Before)
            _queue.Enqueue(one);
        if (Answer is not null)
            _queue.Enqueue(new Message(Answer) { NetFn = (byte)(netFn + 1), Command = command });
        return 0;
    }

    int Deliver(nint argument)
    {
        if (ReceiveError != 0)
            return ReceiveError;
        if (!_queue.TryDequeue(out var next))
            return EAGAIN;
        var (sender, message) = (Marshal.ReadIntPtr(argument, 8), argument + 32);
        Assert.Equal(40, Marshal.ReadInt32(argument, 16));
        Marshal.WriteInt32(sender, 0, 0x0C);
        Marshal.WriteInt32(argument, 16, 8);
        var (room, into) = ((ushort)Marshal.ReadInt16(message, 2), Marshal.ReadIntPtr(message, 8));
        var length = Math.Min(room, next.Data.Length);
        Marshal.Copy(next.Data, 0, into, length);
        Marshal.WriteInt32(argument, 0, next.Type);
        Marshal.WriteInt64(argument, 24, next.Id ?? _id);
        Marshal.WriteByte(message, 0, next.NetFn);
        Marshal.WriteByte(message, 1, next.Command);
        Marshal.WriteInt16(message, 2, (short)length);
        return next.Data.Length > room ? EMSGSIZE : 0;
    }

    /// <summary>A message to this machine; by default the answer to the newest question.</summary>
    /// <param name="Data">Its data.</param>
    public sealed record Message(byte[] Data)
    {
        /// <summary>1 answer, 2 event, 3 command.</summary>
        public int Type { get; init; } = 1;

        /// <summary>The identifier; null: that of the newest question.</summary>
        public long? Id { get; init; }

        public byte NetFn { get; init; } = 0x2D;

        public byte Command { get; init; } = 0x02;
    }
}
