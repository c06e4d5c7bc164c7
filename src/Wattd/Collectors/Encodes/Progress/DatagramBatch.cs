using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static Wattd.Linux.Errno;
using static Wattd.Linux.Sockets;
using static Wattd.Linux.Time;

namespace Wattd.Collectors.Encodes.Progress;

/// <summary>
/// The datagrams that one call receives, with the time at which the kernel received each: a call for each datagram, and one for its
/// time, would cost more than all that is done with it. For one thread.
/// </summary>
sealed unsafe class DatagramBatch : IDisposable
{
    /// <summary>The most datagrams of one call.</summary>
    public const int Most = 16;

    // ffmpeg sends at most 1472 bytes.
    const int LongestDatagram = 2048;

    readonly ReceivedMessage* _messages = (ReceivedMessage*)NativeMemory.AllocZeroed(Most, (nuint)sizeof(ReceivedMessage));
    readonly Place* _places = (Place*)NativeMemory.AllocZeroed(Most, (nuint)sizeof(Place));
    Timespec _now;

    public DatagramBatch()
    {
        for (var i = 0; i < Most; i++)
        {
            ref var place = ref _places[i];
            place.Vector = new Vector { Start = (byte*)&_places[i].Content, Length = LongestDatagram };
            _messages[i].Header = new SocketMessage { Sender = &_places[i].Sender, Vectors = &_places[i].Vector, VectorCount = 1, Control = &_places[i].Control };
        }
    }

    /// <summary>How many datagrams were received.</summary>
    public int Count { get; private set; }

    /// <summary>Replaces them by those that are in a socket. Does not wait.</summary>
    /// <param name="socket">The descriptor of a socket with <see cref="SO_TIMESTAMPNS"/>.</param>
    /// <returns>True if there may be more.</returns>
    public bool Receive(int socket)
    {
        for (var i = 0; i < Most; i++)
        {
            ref var header = ref _messages[i].Header;
            (header.SenderLength, header.ControlLength) = ((uint)sizeof(InternetAddress), (nuint)sizeof(ControlMessage));
        }
        int count;
        do
            count = recvmmsg(socket, _messages, Most, MSG_DONTWAIT, 0);
        while (count < 0 && Marshal.GetLastPInvokeError() == EINTR);
        _ = clock_gettime(CLOCK_REALTIME, out _now);
        // Other errors are those of a datagram that was sent; wattd sends none.
        Count = Math.Max(0, count);
        return Count == Most;
    }

    /// <summary>Where a datagram is from.</summary>
    public SenderAddress Sender(int index) => SenderAddress.Of(_places[index].Sender);

    /// <summary>The content of a datagram; empty if it is longer than any report, of which the rest is lost.</summary>
    public ReadOnlySpan<byte> Content(int index) =>
        (_messages[index].Header.Flags & MSG_TRUNC) != 0 ? [] : new ReadOnlySpan<byte>(&_places[index].Content, (int)_messages[index].Length);

    /// <summary>How long ago the kernel had received a datagram when it was read.</summary>
    public TimeSpan Age(int index)
    {
        ref readonly var noted = ref _places[index].Control;
        if (_messages[index].Header.ControlLength < (nuint)sizeof(ControlMessage) || noted is not { Level: SOL_SOCKET, Type: SO_TIMESTAMPNS })
            return TimeSpan.Zero;
        var age = TimeSpan.FromTicks(((_now.Seconds - noted.Time.Seconds) * TimeSpan.TicksPerSecond) + ((_now.Nanoseconds - noted.Time.Nanoseconds) / 100));
        // The clock may have been set in between.
        return age < TimeSpan.Zero ? TimeSpan.Zero : age;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.Free(_messages);
        NativeMemory.Free(_places);
    }

    /// <summary>What belongs to one datagram.</summary>
    struct Place
    {
        public InternetAddress Sender;
        public Vector Vector;
        public ControlMessage Control;
        public Text Content;
    }

    [InlineArray(LongestDatagram)]
    struct Text
    {
        byte _first;
    }
}
