using System.Net.Sockets;
using Wattd.Http;
using Wattd.Http.Connections;
using Wattd.Metrics;
using Wattd.Tests.Support;

namespace Wattd.Tests.Http;

/// <summary>Limits of one client's effect on others. Addresses of 127.0.0.0/8 represent machines.</summary>
[Collection(nameof(WebServerLoad))]
public sealed class WebClientTests : IAsyncLifetime
{
    const int Share = WebServer.MaxConnections / ConnectionPlaces.Shares;
    const long Megabyte = 1_000_000;
    const string Greedy = "127.0.0.2", Other = "127.0.0.3";
    const string Scrape = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n";
    const string History = "GET /readings.json?since=0 HTTP/1.1\r\nHost: x\r\n\r\n";

    readonly MadeUpNode _node = new();
    readonly List<HttpConversation> _clients = [];
    RunningServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _node.SampleCpu();
        _node.SampleGpu();
        _server = await RunningServer.StartAsync(_node);
    }

    public ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        return _server.DisposeAsync();
    }

    [Fact]
    public async Task OneAddressHoldsAQuarterOfThePlacesAndOthersAreServed()
    {
        for (var i = 0; i < Share; i++)
            Assert.Equal(200, await AskAgain(await Connect(Greedy)));
        Assert.True(await (await Connect(Greedy)).IsClosedAsync());
        Assert.Equal(1, _node.Refused[Refusal.AddressLimit]);
        foreach (var port in new[] { _server.Cpu, _server.Gpu })
            Assert.Equal(200, (await HttpConversation.AskAsync(port, Scrape, from: Other)).Status);

        _clients[0].Dispose();
        await Eventually.True(() => Served().GetAwaiter().GetResult(), "a returned place is taken again");

        async Task<bool> Served()
        {
            using var again = await HttpConversation.ConnectAsync(_server.Cpu, Greedy);
            try
            {
                await again.SendAsync(Scrape);
                return await again.ReadAsync() is not null;
            }
            catch (SocketException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task AConnectionFloodBlocksNoOtherClient()
    {
        for (var i = 0; i < Share; i++)
            await Connect(Greedy);
        using var enough = new CancellationTokenSource();
        var floods = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                using var client = await HttpConversation.ConnectAsync(_server.Cpu, Greedy);
            }
        }, TestContext.Current.CancellationToken)).ToList();

        await Eventually.True(() => _node.Refused[Refusal.AddressLimit] > 1000, "a thousand connections are refused");
        for (var i = 0; i < 20; i++)
            Assert.Equal(200, (await HttpConversation.AskAsync(_server.Cpu, Scrape, from: Other)).Status);
        await enough.CancelAsync();
        await Task.WhenAll(floods);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET /metrics HT")]
    [InlineData("\r\n\r\n\r\n")]
    public async Task AConnectionWithoutACompleteFirstRequestIsClosed(string beginning)
    {
        var client = await Connect(Other);
        await client.SendAsync(beginning);
        var served = await Connect(Other);
        Assert.Equal(200, await AskAgain(served));

        _node.Time.Advance(WebLimits.FirstRequestTimeout);

        await client.DrainAsync();
        Assert.Equal(1, _node.Refused[Refusal.NoRequest]);
        // A client that has made a request may wait with its next one.
        Assert.Equal(200, await AskAgain(served));
    }

    [Fact]
    public async Task ARequestFollowedByEndOfStreamIsAnswered()
    {
        for (var i = 0; i < 50; i++)
        {
            foreach (var path in (string[])["/metrics", "/health", "/", "/readings.json?since=0"])
            {
                using var client = await HttpConversation.ConnectAsync(_server.Cpu);
                await client.SendAsync($"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n");
                client.Finish();
                Assert.Equal(200, (await client.ReadAsync())?.Status);
                Assert.True(await client.IsClosedAsync());
            }
        }
    }

    [Fact]
    public async Task RequestsFollowedByEndOfStreamAreAllAnswered()
    {
        using var client = await HttpConversation.ConnectAsync(_server.Cpu);
        await client.SendAsync(string.Concat(Enumerable.Repeat(History, 20)));
        client.Finish();
        for (var i = 0; i < 20; i++)
            Assert.Equal(200, (await client.ReadAsync())?.Status);
        Assert.True(await client.IsClosedAsync());
    }

    [Fact]
    public async Task AnUnreadAnswerEndsAtItsDeadline()
    {
        var client = await HttpConversation.ConnectAsync(_server.Cpu, Greedy, window: 4096);
        _clients.Add(client);
        await client.SendAsync(string.Concat(Enumerable.Repeat(History, 60)));
        var whole = (await HttpConversation.AskAsync(_server.Cpu, History)).Body.Length;
        await Eventually.True(() => SocketMemory.Of(_server.Cpu).Bytes > WebLimits.KernelSendBuffer / 2, "the answer fills the socket");

        _node.Time.Advance(WebLimits.AnswerTimeout);
        await Eventually.True(() => _node.Refused[Refusal.AnswerNotTaken] == 1, "the answer is aborted");

        Assert.InRange(await client.DrainAsync(), 0, 59 * whole);
        Assert.Equal(200, (await HttpConversation.AskAsync(_server.Cpu, Scrape)).Status);
    }

    [Theory]
    [InlineData(Share, 60)]
    [InlineData(400, 8)]
    public async Task ClientsThatNeverReadUseLittleKernelMemory(int clients, int requests)
    {
        var body = (await HttpConversation.AskAsync(_server.Cpu, History)).Body.Length;
        Assert.InRange(requests * (long)body, 2 * WebLimits.KernelSendBuffer, long.MaxValue);
        for (var i = 0; i < clients; i++)
        {
            var client = await HttpConversation.ConnectAsync(_server.Cpu, i < Share ? Greedy : Other, window: 4096);
            _clients.Add(client);
            await client.SendAsync(string.Concat(Enumerable.Repeat(History, requests)));
        }
        // Each has more to send than its limit: when nothing changes any more, this is the total.
        var before = -1L;
        await Eventually.True(() =>
        {
            Thread.Sleep(200);
            var (bytes, sockets) = SocketMemory.Of(_server.Cpu);
            return sockets > clients && bytes == Interlocked.Exchange(ref before, bytes);
        }, "the queues are full");
        TestContext.Current.SendDiagnosticMessage("{0} clients hold {1} bytes", clients, before);
        Assert.InRange(before, clients * (long)WebLimits.KernelSendBuffer / 4, 40 * Megabyte);

        Assert.Equal(200, (await HttpConversation.AskAsync(_server.Cpu, Scrape)).Status);
    }

    [Fact]
    public async Task AClosedConnectionKeepsItsPlaceUntilItsAnswerIsRead()
    {
        var last = Scrape.Replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n", StringComparison.Ordinal);
        for (var i = 0; i < Share; i++)
        {
            var client = await HttpConversation.ConnectAsync(_server.Cpu, Greedy, window: 2048);
            _clients.Add(client);
            await client.SendAsync(last);
        }
        Assert.True(await (await Connect(Greedy)).IsClosedAsync());
        Assert.Equal(1, _node.Refused[Refusal.AddressLimit]);

        // A client that reads its answer frees its place, the others do when their time is over.
        Assert.Equal(200, (await _clients[0].ReadAsync())?.Status);
        Assert.True(await _clients[0].IsClosedAsync());
        await Eventually.True(() => SocketMemory.Of(_server.Cpu).Sockets == Share, "the connection and its place are gone");
        Assert.Equal(200, (await HttpConversation.AskAsync(_server.Cpu, Scrape, from: Greedy)).Status);
        _node.Time.Advance(WebLimits.AnswerTimeout);
        await Eventually.True(() => _node.Refused[Refusal.AnswerNotTaken] == Share - 1, "the others are disconnected");
    }

    [Fact]
    public async Task RefusedConnectionsAreOnThePage()
    {
        Assert.Contains("wattd_connections_refused_total{reason=\"no_request\"} 0\n", await PageText());
        await Connect(Other);
        // Connections are accepted in order: after this one, the silent one is open.
        await PageText();
        _node.Time.Advance(WebLimits.FirstRequestTimeout);
        await Eventually.True(() => _node.Refused[Refusal.NoRequest] == 1, "the silent connection is closed");
        _node.Time.Advance(MetricsPage.MaxAge);
        Assert.Contains("wattd_connections_refused_total{reason=\"no_request\"} 1\n", await PageText());
    }

    async Task<string> PageText() => (await HttpConversation.AskAsync(_server.Cpu, Scrape)).Text;

    async Task<HttpConversation> Connect(string from)
    {
        var client = await HttpConversation.ConnectAsync(_server.Cpu, from);
        _clients.Add(client);
        return client;
    }

    static async Task<int?> AskAgain(HttpConversation client)
    {
        await client.SendAsync("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
        return (await client.ReadAsync())?.Status;
    }
}
