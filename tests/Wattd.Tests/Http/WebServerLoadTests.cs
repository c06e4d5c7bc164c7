using Wattd.Collectors;
using Wattd.Collectors.Cpu;
using Wattd.Http;
using Wattd.Http.Connections;
using Wattd.Tests.Support;

namespace Wattd.Tests.Http;

/// <summary>Tests that measure the heap and load every core: nothing else runs in parallel.</summary>
[CollectionDefinition(nameof(WebServerLoad), DisableParallelization = true)]
public sealed class WebServerLoad;

[Collection(nameof(WebServerLoad))]
public sealed class WebServerLoadTests : IAsyncLifetime
{
    const long Mebibyte = 1 << 20;
    const string Request = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n";

    // One address may hold a quarter of the places, so many clients come from several.
    static string Neighbour(int client) => $"127.0.0.{2 + client % 4}";

    readonly MadeUpNode _node = new();
    RunningServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _node.SampleCpu();
        _node.SampleGpu();
        _server = await RunningServer.StartAsync(_node);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task AHundredConcurrentClientsGetCompletePagesWhileSamplesArrive()
    {
        var zones = new CpuInventory([new Zone("package_0", "0", []), new Zone("package_1", "1", [])], 2);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var done = new CancellationTokenSource();
        Sample(1);
        var sampler = Task.Run(async () =>
        {
            for (var i = 2u; !done.IsCancellationRequested; i++)
            {
                Sample(i);
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }
        }, TestContext.Current.CancellationToken);

        await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ =>
        {
            using var client = await HttpConversation.ConnectAsync(_server.Cpu);
            for (var i = 0; i < 100; i++)
            {
                await client.SendAsync(Request);
                var answer = (await client.ReadAsync())!;
                Assert.Equal(200, answer.Status);
                Assert.EndsWith("wattd_simulated 0\n", answer.Text);
                var watts = answer.Text.Split('\n')
                    .Where(line => line.StartsWith("rapl_power_watts{", StringComparison.Ordinal))
                    .Select(line => line.Split(' ')[1]).Distinct();
                Assert.Single(watts);
            }
        }));
        await done.CancelAsync();
        await sampler;
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 64 * Mebibyte);

        void Sample(uint value)
        {
            var reading = new ZoneReading(new Energy(value), new Power(value), 0);
            _node.SampleCpu(zones, reading, reading);
        }
    }

    [Fact]
    public async Task AThousandIdleConnectionsBlockNothing()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var idle = new List<HttpConversation>();
        try
        {
            for (var i = 0; i < 1000; i++)
                idle.Add(await HttpConversation.ConnectAsync(_server.Cpu, Neighbour(i)));
            Assert.Equal(200, (await HttpConversation.AskAsync(_server.Cpu, Request)).Status);

            // Each still answers a request.
            foreach (var client in idle)
                await client.SendAsync(Request);
            foreach (var client in idle)
                Assert.Equal(200, (await client.ReadAsync())!.Status);
            Assert.Equal(200, (await HttpConversation.AskAsync(_server.Gpu, Request)).Status);

            // The clients' buffers are in this heap too: 64 KiB each.
            Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 1000 * Mebibyte / 16 + 64 * Mebibyte);
        }
        finally
        {
            idle.ForEach(client => client.Dispose());
        }
    }

    [Fact]
    public async Task ConnectionsBeyondTheLimitAreClosedUntilOthersEnd()
    {
        var clients = new List<HttpConversation>();
        try
        {
            for (var i = 0; i < WebServer.MaxConnections; i++)
            {
                var client = await HttpConversation.ConnectAsync(_server.Cpu, Neighbour(i));
                clients.Add(client);
                await client.SendAsync("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
            }
            foreach (var client in clients)
                Assert.Equal(200, (await client.ReadAsync())!.Status);

            using (var refused = await HttpConversation.ConnectAsync(_server.Gpu))
                Assert.True(await refused.IsClosedAsync());
            Assert.Equal(1, _node.Refused[Refusal.Full]);
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }

        for (var attempt = 0; ; attempt++)
        {
            try
            {
                Assert.Equal(200, (await HttpConversation.AskAsync(_server.Gpu, Request)).Status);
                return;
            }
            catch (IOException) when (attempt < 300)
            {
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
        }
    }

    [Fact]
    public async Task AClientThatSendsAByteASecondIsDisconnected()
    {
        using var slow = await HttpConversation.ConnectAsync(_server.Cpu);
        var sending = Task.Run(async () =>
        {
            foreach (var letter in Request + Request)
            {
                await slow.SendAsync(letter.ToString());
                await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
            }
        }, TestContext.Current.CancellationToken);

        Assert.Equal(200, (await HttpConversation.AskAsync(_server.Cpu, Request)).Status);
        Assert.Equal(408, (await slow.ReadAsync())!.Status);
        Assert.True(await slow.IsClosedAsync());
        // It notices at one of the next bytes.
        await Assert.ThrowsAnyAsync<System.Net.Sockets.SocketException>(() => sending);
    }

    [Fact]
    public async Task ClientsThatRequestWithoutReadingCostNoMemory()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var many = string.Concat(Enumerable.Repeat(Request, 200));
        var greedy = new List<HttpConversation>();
        try
        {
            for (var i = 0; i < 50; i++)
                greedy.Add(await HttpConversation.ConnectAsync(_server.Cpu));
            // 50 × 4,000 pages of several KiB: far more than sockets and server can hold.
            var sending = greedy.Select(client => Task.Run(async () =>
            {
                for (var i = 0; i < 20; i++)
                    await client.SendAsync(many);
            }, TestContext.Current.CancellationToken)).ToList();

            for (var i = 0; i < 20; i++)
            {
                Assert.Equal(200, (await HttpConversation.AskAsync(_server.Cpu, Request)).Status);
                Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 64 * Mebibyte);
            }
            greedy.ForEach(client => client.Dispose());
            await Task.WhenAll(sending.Select(task => task.ContinueWith(_ => { }, TestContext.Current.CancellationToken, TaskContinuationOptions.None, TaskScheduler.Default)));
        }
        finally
        {
            greedy.ForEach(client => client.Dispose());
        }
    }
}
