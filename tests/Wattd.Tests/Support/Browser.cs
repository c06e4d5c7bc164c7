using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Wattd.Tests.Support;

/// <summary>A headless Chromium, controlled by the DevTools protocol over a pipe. Messages end with a NUL.</summary>
public sealed class Browser : IAsyncDisposable
{
    static readonly string[] Programs = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"];

    readonly TemporaryFolder _profile = new();
    readonly SemaphoreSlim _turn = new(1);
    readonly List<JsonNode> _events = [];
    readonly byte[] _buffer = new byte[1 << 16];
    readonly MemoryStream _message = new();
    Process? _process;
    int _start, _end, _last;

    /// <summary>Opens an empty tab; skips the test if there is no Chromium.</summary>
    internal async Task<BrowserTab> OpenAsync()
    {
        var program = Array.Find(Programs, IsThere);
        Assert.SkipWhen(program is null, "no chromium-headless-shell here (make install-tools)");
        _process ??= Start(program);
        var target = await Call(null, "Target.createTarget", new JsonObject { ["url"] = "about:blank" });
        var session = await Call(null, "Target.attachToTarget",
            new JsonObject { ["targetId"] = target["targetId"]!.GetValue<string>(), ["flatten"] = true });
        var tab = new BrowserTab(this, session["sessionId"]!.GetValue<string>());
        foreach (var domain in (string[])["Page", "Runtime", "Log"])
            await tab.Do($"{domain}.enable");
        return tab;
    }

    /// <summary>Runs a command and returns its result.</summary>
    internal async Task<JsonNode> Call(string? session, string method, JsonObject? parameters = null)
    {
        await _turn.WaitAsync(Eventually.Deadline);
        try
        {
            var id = ++_last;
            var call = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
            if (session is not null)
                call["sessionId"] = session;
            var input = _process!.StandardInput.BaseStream;
            await input.WriteAsync((byte[])[.. System.Text.Encoding.UTF8.GetBytes(call.ToJsonString()), 0]);
            await input.FlushAsync();
            while (true)
            {
                var answer = await ReadAsync();
                if (answer["id"] is null)
                    _events.Add(answer);
                else if (answer["id"]!.GetValue<int>() == id)
                    return answer["result"] ?? throw new InvalidOperationException($"{method}: {answer}");
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The events of a tab.</summary>
    internal IEnumerable<JsonNode> Events(string session) =>
        _events.Where(happened => (string?)happened["sessionId"] == session);

    async Task<JsonNode> ReadAsync()
    {
        using var patience = new CancellationTokenSource(Eventually.Deadline);
        _message.SetLength(0);
        while (true)
        {
            var text = _buffer.AsMemory(_start, _end - _start);
            var end = text.Span.IndexOf((byte)0);
            _message.Write(text.Span[..(end < 0 ? text.Length : end)]);
            _start += end < 0 ? text.Length : end + 1;
            if (end >= 0)
                return JsonNode.Parse(_message.GetBuffer().AsSpan(0, (int)_message.Length))!;
            (_start, _end) = (0, await _process!.StandardOutput.BaseStream.ReadAsync(_buffer, patience.Token));
            if (_end == 0)
                throw new IOException("Chromium ended.");
        }
    }

    /// <summary>It reads commands from descriptor 3 and writes results to 4.</summary>
    Process Start(string program) => Process.Start(new ProcessStartInfo("sh",
    [
        "-c", "exec \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1", "sh",
        program, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-pipe",
        $"--user-data-dir={_profile.Path}", "about:blank",
    ])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    static bool IsThere(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Ends it and all its children.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
        _turn.Dispose();
        _profile.Dispose();
    }
}
