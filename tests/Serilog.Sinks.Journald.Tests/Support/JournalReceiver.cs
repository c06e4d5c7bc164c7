using System.Net.Sockets;

namespace Serilog.Sinks.Journald.Tests.Support;

/// <summary>Simulates journald: a datagram socket bound to its own path.</summary>
sealed class JournalReceiver : IDisposable
{
    const int LargestDatagram = 1024 * 1024;

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("journald-test-");
    readonly byte[] _buffer = new byte[LargestDatagram];
    Socket? _socket;

    public JournalReceiver() => Start();

    public string Path => System.IO.Path.Combine(_folder.FullName, "socket");

    /// <summary>Starts journald: a new socket under the same path.</summary>
    public void Start()
    {
        _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        _socket.Bind(new UnixDomainSocketEndPoint(Path));
        _socket.ReceiveTimeout = (int)TimeSpan.FromSeconds(30).TotalMilliseconds;
    }

    /// <summary>Stops journald: the socket is closed, and its file removed or, as after a crash, left.</summary>
    public void Stop(bool leaveFile = false)
    {
        _socket?.Dispose();
        _socket = null;
        if (!leaveFile)
            File.Delete(Path);
    }

    public JournalEntry Receive() => JournalEntry.Decode(ReceiveBytes());

    public ReadOnlySpan<byte> ReceiveBytes() => _buffer.AsSpan(0, _socket!.Receive(_buffer));

    public bool IsEmpty => !_socket!.Poll(TimeSpan.Zero, SelectMode.SelectRead);

    public void Dispose()
    {
        _socket?.Dispose();
        _folder.Delete(recursive: true);
    }
}
