using System.Net;
using System.Net.Sockets;
using System.Text;
using Wattd.Collectors;
using Wattd.Http;
using Wattd.Settings;

namespace Wattd.Commands.Top;

/// <summary>Asks a running daemon for <c>/readings.json</c>.</summary>
/// <remarks>HTTP/1.0 over a socket: one small document from a server that we know, which an HTTP client would cost a megabyte for.</remarks>
sealed class DaemonSource(Uri url) : INodeSource
{
    const int MostBytes = 16 << 20;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public string Name => $"the daemon at {url.GetLeftPart(UriPartial.Authority)}";

    /// <summary>Where the daemon with these settings is to be found on this machine.</summary>
    public static Uri UrlOf(OptionSet options)
    {
        var address = options.Get<WebOptions>().ListenAddress;
        if (address is null || address.Equals(IPAddress.Any))
            address = IPAddress.Loopback;
        else if (address.Equals(IPAddress.IPv6Any))
            address = IPAddress.IPv6Loopback;
        var port = CollectorList.Wanted(options).Select(kind => kind.OptionsIn(options).Port).OfType<int>().First();
        return new Uri($"http://{new IPEndPoint(address, port)}");
    }

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(long since)
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            return BodyOf(await AskAsync($"/readings.json?since={since}", patience.Token));
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            throw Silent(e.Message);
        }
        catch (OperationCanceledException)
        {
            throw Silent($"no answer within {Patience.TotalSeconds:0} s");
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    async Task<byte[]> AskAsync(string path, CancellationToken cancellation)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(url.IdnHost, url.Port, cancellation);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.0\r\nHost: {url.Authority}\r\n\r\n"), cancellation);
        using var answer = new MemoryStream();
        var piece = new byte[16 << 10];
        while (answer.Length < MostBytes && await stream.ReadAsync(piece, cancellation) is var read and > 0)
            answer.Write(piece, 0, read);
        return answer.ToArray();
    }

    /// <summary>What follows the head of an answer with status 200.</summary>
    ReadOnlyMemory<byte> BodyOf(byte[] answer)
    {
        var head = answer.AsSpan().IndexOf("\r\n\r\n"u8);
        if (head < 0 || !answer.AsSpan().StartsWith("HTTP/1."u8))
            throw Silent("what answers there speaks no HTTP (https, perhaps?)");
        var status = Encoding.ASCII.GetString(answer.AsSpan(0, answer.AsSpan().IndexOf("\r\n"u8)));
        return status.Contains(" 200 ", StringComparison.Ordinal)
            ? answer.AsMemory(head + 4)
            : throw Silent($"it answered '{PlainText.Of(status)}'");
    }

    NoReadingsException Silent(string reason) =>
        new($"{Name} gives no readings: {PlainText.Of(reason)}. 'systemctl status wattd' tells whether it runs; "
            + "'wattd top --source hardware' does without it");
}
