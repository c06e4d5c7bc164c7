using System.Net;
using Microsoft.Extensions.Logging;
using Wattd.Collectors.Sampling;
using Wattd.Linux;
using static Wattd.Linux.Poll;

namespace Wattd.Collectors.Encodes.Progress;

/// <summary>
/// Receives what <c>ffmpeg -progress udp://…</c> sends, on a thread of its own at ordinary priority. With UDP, neither an ffmpeg
/// nor its encode notices whether anyone receives it.
/// </summary>
/// <param name="address"><c>encodes.progress</c>, on a loopback interface; null for none.</param>
/// <param name="interval"><c>encodes.interval</c>, over which rates are taken.</param>
/// <param name="time">The monotonic clock.</param>
/// <param name="logger">Where changes of state are logged.</param>
sealed class ProgressReceiver(IPEndPoint? address, TimeSpan interval, TimeProvider time, ILogger logger) : IProgressTable, IDisposable
{
    // Whoever sends without end gets a few percent of a processor: what does not fit into the socket meanwhile is dropped by the kernel.
    const int MostAtOnce = 256;
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    // A thread that wakes up costs ten times what a report does. The reports of more senders are gathered; the kernel has noted when
    // each was received. Those of few are read at once, so that a sender that ends at once is still there to be found.
    const int MostReadAtOnce = 8;
    public static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(200);

    readonly SocketOwner _owner = new();
    (int Read, int Write) _stop;
    Thread? _thread;
    volatile ProgressStreams? _streams;
    volatile Outage? _outage;
    volatile IPEndPoint? _received;
    bool _hasReceived;
    Action? _arrived;

    /// <summary>When the socket is tried again after it could not be opened. The default is 30 s.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Where it receives; null while it does not.</summary>
    public IPEndPoint? Received => _received;

    /// <inheritdoc/>
    public Outage? Outage => _outage;

    /// <inheritdoc/>
    public ProgressCounts Counts => _streams?.Counts ?? default;

    /// <inheritdoc/>
    public void Read(List<CgroupProgress> into)
    {
        if (_streams is { } streams)
            streams.Read(into);
        else
            into.Clear();
    }

    /// <inheritdoc/>
    public void Forget(ulong cgroupId) => _streams?.Forget(cgroupId);

    /// <inheritdoc/>
    public void UseNews(Action arrived) => _arrived = arrived;

    /// <inheritdoc/>
    public void Start()
    {
        if (address is null || _thread is not null)
            return;
        try
        {
            _stop = Unistd.OpenPipe();
        }
        catch (IOException)
        {
            Fail(ProgressFailure.NoSocket, $"{KernelFile.OutOfDescriptors}. wattd tries again.");
            return;
        }
        var thread = new Thread(Run) { IsBackground = true, Name = "progress" };
        try
        {
            thread.Start();
            _thread = thread;
        }
        // The runtime says so where the process may have no more threads.
        catch (OutOfMemoryException)
        {
            CloseStop();
            Fail(ProgressFailure.NoSocket, "this process may have no more threads; raise TasksMax. wattd tries again.");
        }
    }

    /// <summary>Ends the thread, and closes the socket.</summary>
    public void Dispose()
    {
        if (_thread is null)
            return;
        Unistd.write(_stop.Write, [0], 1);
        _thread.Join();
        _thread = null;
        CloseStop();
    }

    void CloseStop()
    {
        Unistd.close(_stop.Write);
        Unistd.close(_stop.Read);
    }

    void Run()
    {
        using (_owner)
        {
            while (true)
            {
                try
                {
                    using var socket = ProgressSocket.Open(address!);
                    Receive(socket);
                    return;
                }
                catch (SourceException e)
                {
                    Fail(e.Reason, $"{e.Message} wattd tries again every {RetryInterval.TotalSeconds:0.#} s.");
                }
                if (Wait(-1, RetryInterval))
                    return;
            }
        }
    }

    /// <summary>Receives until <see cref="Dispose"/>.</summary>
    void Receive(ProgressSocket socket)
    {
        _received = socket.Address;
        using var datagrams = new DatagramBatch();
        var receiver = SenderAddress.Of(socket.Address);
        var streams = _streams = new ProgressStreams(interval, _owner, time);
        var tried = OpenOwner(receiver, socket.Address);
        // Without senders, nothing has to be compared with the sockets that exist: the thread sleeps until a datagram comes.
        while (!Wait(socket.Descriptor, _outage is not null ? RetryInterval : streams.Senders == 0 ? Timeout.InfiniteTimeSpan : ProgressStreams.SweepInterval))
        {
            if (_outage is not null && time.GetElapsedTime(tried) >= RetryInterval)
                tried = OpenOwner(receiver, socket.Address);
            var taken = streams.Counts.Taken;
            while (!Drain(socket, datagrams, streams, receiver))
            {
                if (Wait(-1, Pause))
                    return;
            }
            if (streams.Counts.Taken > taken)
                _arrived?.Invoke();
            streams.Sweep(receiver);
            if (streams.Senders > MostReadAtOnce && Wait(-1, Gathering))
                return;
        }
    }

    /// <summary>Adds what is in the socket.</summary>
    /// <returns>False if that was much; there may be more.</returns>
    static bool Drain(ProgressSocket socket, DatagramBatch datagrams, ProgressStreams streams, in SenderAddress receiver)
    {
        for (var calls = 0; calls < MostAtOnce / DatagramBatch.Most; calls++)
        {
            var mayHaveMore = socket.Receive(datagrams);
            for (var i = 0; i < datagrams.Count; i++)
                streams.Add(datagrams.Sender(i), receiver, datagrams.Content(i), datagrams.Age(i));
            if (!mayHaveMore)
                return true;
        }
        return false;
    }

    /// <summary>Prepares to find senders, and tries it with the socket itself.</summary>
    /// <returns>When: a timestamp.</returns>
    long OpenOwner(in SenderAddress receiver, EndPoint received)
    {
        if (_owner.Open(receiver) is { } problem)
            Fail(ProgressFailure.NoSenders, problem);
        else if (Interlocked.Exchange(ref _outage, null) is not null || !_hasReceived)
        {
            _hasReceived = true;
            logger.Received(received);
        }
        return time.GetTimestamp();
    }

    void Fail(string reason, string problem)
    {
        if (_outage?.Message != problem)
            logger.Unavailable(problem);
        _outage = new Outage(reason, problem);
    }

    /// <returns>Whether the thread has to end.</returns>
    bool Wait(int descriptor, TimeSpan limit)
    {
        var milliseconds = limit == Timeout.InfiniteTimeSpan ? -1 : (int)Math.Ceiling(limit.TotalMilliseconds);
        Span<PollFd> wanted = [new() { Descriptor = _stop.Read, Events = POLLIN }, new() { Descriptor = descriptor, Events = POLLIN }];
        return poll(ref wanted[0], (nuint)wanted.Length, milliseconds) > 0 && wanted[0].ReturnedEvents != 0;
    }
}
