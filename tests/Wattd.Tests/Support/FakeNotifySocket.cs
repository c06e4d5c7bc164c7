using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace Wattd.Tests.Support;

/// <summary>Replaces systemd at the other end of NOTIFY_SOCKET and keeps the messages.</summary>
sealed class FakeNotifySocket : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    readonly ConcurrentQueue<string> _messages = new();

    public FakeNotifySocket()
    {
        Path = _folder.File("notify");
        _socket.Bind(new UnixDomainSocketEndPoint(Path));
        File.SetUnixFileMode(Path, (UnixFileMode)0b110_110_110);
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_101_101);
        _ = Task.Run(Receive);
    }

    public string Path { get; }

    /// <summary>Every assignment received, in order.</summary>
    public IReadOnlyList<string> Messages => [.. _messages];

    async Task Receive()
    {
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                var length = await _socket.ReceiveAsync(buffer);
                foreach (var line in Encoding.UTF8.GetString(buffer, 0, length).Split('\n', StringSplitOptions.RemoveEmptyEntries))
                    _messages.Enqueue(line);
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _folder.Dispose();
    }
}
