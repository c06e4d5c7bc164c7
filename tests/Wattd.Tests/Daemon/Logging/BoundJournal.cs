using System.Net.Sockets;
using System.Text;
using Wattd.Tests.Support;

namespace Wattd.Tests.Daemon.Logging;

/// <summary>Simulates journald for entries whose values have no newline.</summary>
sealed class BoundJournal : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    public BoundJournal()
    {
        _socket.Bind(new UnixDomainSocketEndPoint(Path));
        _socket.ReceiveTimeout = (int)TimeSpan.FromSeconds(30).TotalMilliseconds;
    }

    public string Path => _folder.File("journal");

    public bool IsEmpty => !_socket.Poll(TimeSpan.Zero, SelectMode.SelectRead);

    /// <summary>The fields of the next entry, each as <c>NAME=value</c>.</summary>
    public string[] Receive()
    {
        var buffer = new byte[64 * 1024];
        var length = _socket.Receive(buffer);
        return Encoding.UTF8.GetString(buffer, 0, length).TrimEnd('\n').Split('\n');
    }

    public void Dispose()
    {
        _socket.Dispose();
        _folder.Dispose();
    }
}
