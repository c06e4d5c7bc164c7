using System.Net.Sockets;

namespace Serilog.Sinks.Journald.Tests.Support;

/// <summary>Replaces standard error under a unit: a stream socket that is not read.</summary>
sealed class ErrorSocket : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    readonly Socket _writer = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    readonly Socket _reader;

    public ErrorSocket()
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var address = new UnixDomainSocketEndPoint(Path.Combine(_folder, "stream"));
        listener.Bind(address);
        listener.Listen();
        _writer.Connect(address);
        _reader = listener.Accept();
    }

    public int Descriptor => (int)_writer.Handle;

    /// <summary>What was written but not yet read, at most a megabyte.</summary>
    public string ReadText()
    {
        var buffer = new byte[1024 * 1024];
        var length = 0;
        while (_reader.Available > 0)
            length += _reader.Receive(buffer.AsSpan(length));
        return System.Text.Encoding.UTF8.GetString(buffer, 0, length);
    }

    public void Dispose()
    {
        _writer.Dispose();
        _reader.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
