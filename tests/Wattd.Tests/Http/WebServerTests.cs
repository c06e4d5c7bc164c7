using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Wattd.Http;
using Wattd.Tests.Support;

namespace Wattd.Tests.Http;

public sealed class WebServerTests : IAsyncLifetime
{
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
    public async Task EachPortServesItsCollector()
    {
        var cpu = await Get("/metrics");
        Assert.Equal(200, cpu.Status);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", cpu.Headers["Content-Type"]);
        Assert.Contains("\nrapl_power_watts{", cpu.Text);
        Assert.Contains("wattd_collector_up{collector=\"cpu\"} 1", cpu.Text);
        Assert.DoesNotContain("gpu", cpu.Text);

        var gpu = await HttpConversation.AskAsync(_server.Gpu, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.Contains("\ngpu_power_draw_watts{", gpu.Text);
        Assert.Contains("wattd_collector_up{collector=\"gpu\"} 1", gpu.Text);
        Assert.DoesNotContain("rapl", gpu.Text);
    }

    [Fact]
    public async Task OpenMetricsAndGzipAreServedOnRequest()
    {
        var openMetrics = await Get("/metrics", "Accept: application/openmetrics-text; version=1.0.0");
        Assert.Equal("application/openmetrics-text; version=1.0.0; charset=utf-8", openMetrics.Headers["Content-Type"]);
        Assert.Equal("Accept, Accept-Encoding", openMetrics.Headers["Vary"]);
        Assert.NotEmpty(OpenMetricsParser.Parse(openMetrics.Body));

        var gzip = await Get("/metrics", "Accept: application/openmetrics-text; version=1.0.0", "Accept-Encoding: gzip");
        Assert.Equal("gzip", gzip.Headers["Content-Encoding"]);
        using var plain = new StreamReader(new GZipStream(new MemoryStream(gzip.Body), CompressionMode.Decompress));
        Assert.Equal(openMetrics.Text, await plain.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task TheReadingsAreCompressedForWhoAcceptsThat()
    {
        var plain = await Get("/readings.json?since=0");
        Assert.Equal("Accept-Encoding", plain.Headers["Vary"]);
        Assert.False(plain.Headers.ContainsKey("Content-Encoding"));

        var gzip = await Get("/readings.json?since=0", "Accept-Encoding: gzip, deflate, br");
        Assert.Equal("gzip", gzip.Headers["Content-Encoding"]);
        Assert.InRange(gzip.Body.Length, 1, plain.Body.Length / 4);
        using var reader = new StreamReader(new GZipStream(new MemoryStream(gzip.Body), CompressionMode.Decompress));
        Assert.Equal(plain.Text, await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/health")]
    [InlineData("/")]
    [InlineData("/readings.json")]
    [InlineData("/readings.json?since=0")]
    [InlineData("/readings.json?since=x")]
    [InlineData("/nowhere")]
    public async Task HeadIsGetWithoutTheBody(string path)
    {
        var get = await Get(path);
        using var conversation = await HttpConversation.ConnectAsync(_server.Cpu);
        await conversation.SendAsync($"HEAD {path} HTTP/1.1\r\nHost: x\r\n\r\nHEAD {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        var head = (await conversation.ReadAsync(isHead: true))!;
        Assert.Equal(get.Status, head.Status);
        Assert.Equal(
            get.Headers.Where(header => header.Key != "Date").OrderBy(header => header.Key, StringComparer.Ordinal),
            head.Headers.Where(header => header.Key != "Date").OrderBy(header => header.Key, StringComparer.Ordinal));
        Assert.Equal(get.Status, (await conversation.ReadAsync(isHead: true))!.Status);
        Assert.True(await conversation.IsClosedAsync());
    }

    [Theory]
    [InlineData("/nowhere")]
    [InlineData("/metrics/")]
    [InlineData("/METRICS")]
    [InlineData("//metrics")]
    [InlineData("/%2e%2e/etc/passwd")]
    [InlineData("/health/x")]
    public async Task AnUnknownPathIsNotFound(string path)
    {
        var answer = await Get(path);
        Assert.Equal(404, answer.Status);
        Assert.Equal("Not found; see /metrics, /health or /.\n", answer.Text);
    }

    [Theory]
    [InlineData("/metrics?x=1&name[]=a")]
    [InlineData("http://elsewhere/metrics")]
    public async Task OtherFormsOfTheSamePathWork(string target) => Assert.Equal(200, (await Get(target)).Status);

    [Theory]
    [InlineData("POST /metrics")]
    [InlineData("PUT /metrics")]
    [InlineData("DELETE /")]
    [InlineData("OPTIONS *")]
    [InlineData("TRACE /health")]
    [InlineData("BREW /metrics")]
    [InlineData("CONNECT elsewhere:443")]
    public async Task AnotherMethodIsNotAllowed(string request)
    {
        using var conversation = await HttpConversation.ConnectAsync(_server.Cpu);
        var host = request.StartsWith("CONNECT", StringComparison.Ordinal) ? "elsewhere:443" : "x";
        await conversation.SendAsync($"{request} HTTP/1.1\r\nHost: {host}\r\n\r\n");
        var answer = (await conversation.ReadAsync())!;
        Assert.Equal(405, answer.Status);
        Assert.Equal("GET, HEAD", answer.Headers["Allow"]);
        Assert.True(await conversation.IsClosedAsync());
    }

    [Theory]
    [InlineData("POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n", 405)]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n", 413)]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", 413)]
    [InlineData("GET /metrics HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400)]
    [InlineData("GET metrics HTTP/1.1\r\nHost: x\r\n\r\n", 405)]
    [InlineData("GET /metrics HTTP/9.9\r\nHost: x\r\n\r\n", 505)]
    [InlineData("GET /me\0trics HTTP/1.1\r\nHost: x\r\n\r\n", 400)]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n", 400)]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: x\r\n folded: y\r\n\r\n", 400)]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400)]
    [InlineData("\r\n\r\n\u0016\u0003\u0001\u0002\r\n\r\n", 400)]
    public async Task AnInvalidRequestIsRefusedAndTheConnectionClosed(string request, int status)
    {
        using var conversation = await HttpConversation.ConnectAsync(_server.Cpu);
        await conversation.SendAsync(request);
        var answer = (await conversation.ReadAsync())!;
        Assert.Equal(status, answer.Status);
        Assert.True(await conversation.IsClosedAsync());
        Assert.Equal(200, (await Get("/metrics")).Status);
    }

    [Fact]
    public async Task HugeHeadersAreRefused()
    {
        Assert.Equal(414, (await HttpConversation.AskAsync(_server.Cpu, $"GET /{new string('a', 3000)} HTTP/1.1\r\nHost: x\r\n\r\n")).Status);
        Assert.Equal(431, (await Get("/metrics", $"X: {new string('a', 9000)}")).Status);
        Assert.Equal(431, (await Get("/metrics", [.. Enumerable.Range(0, 40).Select(i => $"X{i}: y")])).Status);
        Assert.Equal(200, (await Get("/metrics", $"X: {new string('a', 7000)}")).Status);
    }

    [Fact]
    public async Task PipelinedRequestsAreAnsweredInOrder()
    {
        using var conversation = await HttpConversation.ConnectAsync(_server.Cpu);
        await conversation.SendAsync(string.Concat(Enumerable.Repeat(
            "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: x\r\n\r\nGET /health HTTP/1.1\r\nHost: x\r\n\r\n", 50)));
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(200, (await conversation.ReadAsync())!.Status);
            Assert.Equal(404, (await conversation.ReadAsync())!.Status);
            Assert.Equal("OK", (await conversation.ReadAsync())!.Text);
        }
    }

    [Fact]
    public async Task EveryAnswerHasNosniffAndIsNotCached()
    {
        foreach (var path in (string[])["/metrics", "/health", "/", "/readings.json", "/nowhere"])
        {
            var headers = (await Get(path)).Headers;
            Assert.False(headers.ContainsKey("Server"));
            Assert.Equal("nosniff", headers["X-Content-Type-Options"]);
            Assert.Equal("no-store", headers["Cache-Control"]);
        }
    }

    [Fact]
    public async Task HealthFollowsTheSampler()
    {
        var healthy = await Get("/health");
        Assert.Equal((200, "OK"), (healthy.Status, healthy.Text));

        _node.CpuStatus.Down("zone_lost", "The zones went away: load intel_rapl_msr.");
        _node.Time.Advance(TimeSpan.FromSeconds(7));
        var stalled = await Get("/health");
        Assert.Equal(503, stalled.Status);
        Assert.Equal("text/plain; charset=utf-8", stalled.Headers["Content-Type"]);
        Assert.Equal("cpu: no sample for 7 s: The zones went away: load intel_rapl_msr.\n", stalled.Text);

        _node.SampleCpu();
        Assert.Equal(200, (await Get("/health")).Status);
        _node.Time.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal("cpu: no sample for 7 s: sampling has stalled: systemd restarts wattd if it lasts; without systemd, restart it\n", (await Get("/health")).Text);
    }

    [Fact]
    public async Task TheStatusPageIsSelfContained()
    {
        var page = await Get("/");
        Assert.Equal("text/html; charset=utf-8", page.Headers["Content-Type"]);
        Assert.Contains("<td>package_1</td><td>1</td><td>101.1</td>", page.Text);
        Assert.Contains(" href=\"./metrics\">", page.Text);
        Assert.Contains("wattd 1.2.3 <span class=\"quiet\">0123abc", page.Text);
        Assert.DoesNotContain("made up", page.Text);
        Assert.DoesNotMatch("(src|href)=\"[a-z]*:?//", page.Text);

        var policy = page.Headers["Content-Security-Policy"].Split("; ").Select(part => part.Split(' ')).ToDictionary(part => part[0]);
        Assert.Equal(["'none'"], policy["default-src"][1..]);
        Assert.Equal(["'self'"], policy["connect-src"][1..]);
        Assert.Equal(Hashes("<style>", "</style>"), policy["style-src"][1..]);
        Assert.Equal(Hashes("<script>", "</script>").Order(), policy["script-src"][1..].Order());
        string[] Hashes(string open, string close) => [.. page.Text.Split(open).Skip(1).Select(rest =>
            $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(rest.Split(close)[0])))}'")];

        Assert.Contains("<td>1 NVIDIA &quot;Lost&quot; \\ GPU</td><td>00000000:41:00.0</td><td>lost</td>", page.Text);
    }

    [Fact]
    public async Task EachPortServesTheReadingsOfTheWholeNode()
    {
        foreach (var port in (IPEndPoint[])[_server.Cpu, _server.Gpu])
        {
            var answer = await HttpConversation.AskAsync(port, "GET /readings.json HTTP/1.1\r\nHost: x\r\n\r\n");
            Assert.Equal((200, "application/json"), (answer.Status, answer.Headers["Content-Type"]));
            Assert.Contains("\"rapl_power_watts\":98.5", answer.Text);
            Assert.Contains("\"gpu_power_draw_watts\":110.42", answer.Text);
        }
    }

    [Fact]
    public async Task AnInvalidReadingsQueryGetsAnExplanation()
    {
        var answer = await Get("/readings.json?since=yesterday");
        Assert.Equal(400, answer.Status);
        Assert.Contains("?since=SECOND", answer.Text);
    }

    [Fact]
    public async Task ASimulatedStatusPageSaysSo()
    {
        await using var server = await RunningServer.StartAsync(_node, simulated: true);
        var page = await HttpConversation.AskAsync(server.Cpu, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.Contains("<p class=\"simulated\">Simulated: no reading is measured", page.Text);
    }

    [Fact]
    public async Task ACustomTelemetryPathIsServed()
    {
        await using var server = await RunningServer.StartAsync(
            _node, new WebOptions { ListenAddress = IPAddress.Loopback, TelemetryPath = "/power" });
        Assert.Contains("rapl_power_watts", (await HttpConversation.AskAsync(server.Cpu, "GET /power HTTP/1.1\r\nHost: x\r\n\r\n")).Text);
        Assert.Equal(404, (await HttpConversation.AskAsync(server.Cpu, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")).Status);
    }

    [Fact]
    public async Task ATelemetryPathAtTheRootHidesTheStatusPage()
    {
        await using var server = await RunningServer.StartAsync(
            _node, new WebOptions { ListenAddress = IPAddress.Loopback, TelemetryPath = "/" });
        Assert.StartsWith("# HELP", (await HttpConversation.AskAsync(server.Cpu, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")).Text);
    }

    Task<HttpAnswer> Get(string target, params string[] headers) => HttpConversation.AskAsync(
        _server.Cpu, $"GET {target} HTTP/1.1\r\nHost: {(target[0] == '/' ? "x" : new Uri(target).Authority)}\r\n"
            + string.Concat(headers.Select(header => header + "\r\n")) + "\r\n");
}
