using System.Net;
using System.Net.Sockets;
using System.Text;
using Wattd.Tests.Support;

namespace Wattd.Tests.Http;

/// <summary>For any input a client gets an HTTP response or none, and the next client gets complete pages.</summary>
public sealed class MutatedRequestTests
{
    static readonly byte[][] Requests =
    [
        .. new[]
        {
            "GET /metrics HTTP/1.1\r\nHost: localhost\r\nAccept: application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.3\r\nAccept-Encoding: gzip;q=0.5, identity;q=0\r\n\r\n",
            "GET /readings.json?since=0 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            "HEAD / HTTP/1.0\r\n\r\n",
            "GET http://localhost/health HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
            "POST /metrics HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\nGET /health HTTP/1.1\r\nHost: localhost\r\n\r\n",
        }.Select(Encoding.ASCII.GetBytes),
    ];

    static readonly string[] Pieces =
    [
        "\r\n", "\n", "\0", "%00", "%2e%2e/", "%ff", "/../", "//", "?since=-1", "?since=99999999999999999999", "#", "HTTP/9.9", "HTTP/2.0",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "Host: a\r\n", "Content-Length: 18446744073709551616\r\n", "Content-Length: -1\r\n",
        "Transfer-Encoding: gzip, chunked\r\n", "Connection: Upgrade\r\nUpgrade: h2c\r\n", "Accept: */*;q=NaN\r\n", "Accept-Encoding: gzip;q=2\r\n",
        "Authorization: Basic =\r\n", "GET ", "OPTIONS * HTTP/1.1\r\n", "CONNECT a:1 HTTP/1.1\r\n", "\u0016\u0003\u0001\u0002\u0000",
    ];

    [Fact]
    public async Task AMutatedRequestGetsAnHttpResponseOrNone()
    {
        var node = new MadeUpNode();
        node.SampleCpu();
        node.SampleGpu();
        await using var server = await RunningServer.StartAsync(node);

        for (var seed = 0; seed < 1_500; seed++)
        {
            var answer = Encoding.Latin1.GetString(await AskAsync(server.Cpu, new Mutator(seed, Pieces).Mutate(Requests)));
            if (answer.Length > 0)
                Assert.True(answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && answer[9] is >= '1' and <= '4' || answer.StartsWith("HTTP/1.1 505", StringComparison.Ordinal),
                    $"seed {seed}: {answer[..Math.Min(answer.Length, 200)]}");
        }

        var page = await HttpConversation.AskAsync(
            server.Cpu, "GET /metrics HTTP/1.1\r\nHost: localhost\r\nAccept: application/openmetrics-text\r\n\r\n");
        Assert.Equal(200, page.Status);
        Assert.NotEmpty(OpenMetricsParser.Parse(page.Body));
    }

    /// <summary>Everything that the server answers to the input and the end of the stream.</summary>
    static async Task<byte[]> AskAsync(IPEndPoint address, byte[] request)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address, TestContext.Current.CancellationToken);
        var answer = new List<byte>();
        var buffer = new byte[1 << 16];
        try
        {
            await socket.SendAsync(request, TestContext.Current.CancellationToken);
            socket.Shutdown(SocketShutdown.Send);
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            timeout.CancelAfter(HttpConversation.Patience);
            while (await socket.ReceiveAsync(buffer, timeout.Token) is var count and > 0)
                answer.AddRange(buffer.AsSpan(0, count));
        }
        catch (SocketException)
        {
            // The server closed the connection before it had read everything.
        }
        return [.. answer];
    }
}
