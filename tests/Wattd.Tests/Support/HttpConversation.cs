using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Wattd.Tests.Support;

/// <summary>A client that sends exactly the given bytes.</summary>
sealed class HttpConversation : IDisposable
{
    readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    readonly byte[] _buffer = new byte[1 << 16];
    int _start, _end;

    /// <summary>Long enough for any machine.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(60);

    /// <param name="address">The server.</param>
    /// <param name="from">The source address, such as 127.0.0.2; null for the default.</param>
    /// <param name="window">The size of the receive buffer of the kernel in bytes; null for the default.</param>
    public static async Task<HttpConversation> ConnectAsync(IPEndPoint address, string? from = null, int? window = null)
    {
        var conversation = new HttpConversation();
        if (from is not null)
            conversation._socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        if (window is { } bytes)
            conversation._socket.ReceiveBufferSize = bytes;
        await conversation._socket.ConnectAsync(address);
        return conversation;
    }

    /// <summary>Sends a request on a new connection and reads the response.</summary>
    public static async Task<HttpAnswer> AskAsync(IPEndPoint address, string request, bool isHead = false, string? from = null)
    {
        using var conversation = await ConnectAsync(address, from);
        await conversation.SendAsync(request);
        return await conversation.ReadAsync(isHead) ?? throw new IOException("closed without an answer");
    }

    public async Task SendAsync(string text) => await _socket.SendAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>Ends sending (shutdown(2) with SHUT_WR); responses can still be read.</summary>
    public void Finish() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Reads until the server closes, and counts the bytes.</summary>
    public async Task<long> DrainAsync()
    {
        var bytes = 0L;
        while (await ReadByteAsync() is not null)
            bytes++;
        return bytes;
    }

    /// <summary>The next response; null if the server has closed the connection.</summary>
    public async Task<HttpAnswer?> ReadAsync(bool isHead = false)
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await ReadByteAsync() is not { } next)
                return head.Length == 0 ? null : throw new IOException("closed within the headers");
            head.Append((char)next);
        }
        var lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2))
            .ToDictionary(header => header[0], header => header[1], StringComparer.OrdinalIgnoreCase);
        var body = new byte[isHead ? 0 : int.Parse(headers.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture)];
        for (var i = 0; i < body.Length; i++)
            body[i] = await ReadByteAsync() ?? throw new IOException("closed within the body");
        return new HttpAnswer(int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture), headers, body);
    }

    /// <summary>Whether the server closes, or has closed, the connection.</summary>
    public async Task<bool> IsClosedAsync() => await ReadByteAsync() is null;

    public void Dispose() => _socket.Dispose();

    async ValueTask<byte?> ReadByteAsync()
    {
        if (_start == _end)
        {
            _start = 0;
            try
            {
                using var patience = new CancellationTokenSource(Patience);
                _end = await _socket.ReceiveAsync(_buffer, patience.Token);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
            {
                _end = 0;
            }
            if (_end == 0)
                return null;
        }
        return _buffer[_start++];
    }
}

/// <summary>The response of a server.</summary>
sealed record HttpAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);
}
