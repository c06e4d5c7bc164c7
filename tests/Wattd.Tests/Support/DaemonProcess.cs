using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Wattd.Tests.Support;

/// <summary>The published binary as a child process on free ports, with its log.</summary>
sealed partial class DaemonProcess : IAsyncDisposable
{
    readonly Process _process;
    readonly ConcurrentQueue<string> _log = new();
    readonly HttpClient _client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 256 });

    DaemonProcess(Process process, int cpuPort, int gpuPort)
    {
        (_process, CpuPort, GpuPort) = (process, cpuPort, gpuPort);
        process.ErrorDataReceived += (_, line) => { if (line.Data is { } text) _log.Enqueue(text); };
        process.OutputDataReceived += (_, line) => { if (line.Data is { } text) _log.Enqueue(text); };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    public int CpuPort { get; }

    public int GpuPort { get; }

    public int Id => _process.Id;

    /// <summary>User and system CPU time used so far.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public bool HasExited => _process.HasExited;

    /// <summary>The lines of its output so far.</summary>
    public IReadOnlyList<string> Log => [.. _log];

    /// <summary>The binary under test, built by <c>make build</c>.</summary>
    public static string Binary { get; } = Path.Combine(Repository.Root, "artifacts", "linux-x64", "wattd");

    /// <summary>Starts the daemon; the ports are added to its arguments. A prefix can run it as another user (setpriv).</summary>
    public static DaemonProcess Start(
        IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null,
        IEnumerable<string>? prefix = null)
    {
        var (cpuPort, gpuPort) = (FreePort(), FreePort());
        var process = Launch(
            [.. arguments, "--cpu.port", $"{cpuPort}", "--gpu.port", $"{gpuPort}"], environment, prefix);
        return new DaemonProcess(process, cpuPort, gpuPort);
    }

    /// <summary>Starts the daemon with exactly these arguments.</summary>
    public static DaemonProcess StartAsIs(
        IEnumerable<string> arguments, int cpuPort, int gpuPort, IReadOnlyDictionary<string, string>? environment = null) =>
        new(Launch(arguments, environment, prefix: null), cpuPort, gpuPort);

    /// <summary>Runs the binary to its end, as a command.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> Run(
        IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null,
        IEnumerable<string>? prefix = null)
    {
        using var process = Launch(arguments, environment, prefix);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync().WaitAsync(Eventually.Deadline);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        return (process.ExitCode, await output, await error);
    }

    static Process Launch(
        IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment, IEnumerable<string>? prefix)
    {
        Assert.True(File.Exists(Binary), $"{Binary} is missing: run `make build`");
        string[] command = [.. prefix ?? [], Binary, .. arguments];
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (var name in start.Environment.Keys.Where(IsOurs).ToArray())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    static bool IsOurs(string name) =>
        name.StartsWith("WATTD_", StringComparison.Ordinal) || name is "NOTIFY_SOCKET" or "JOURNAL_STREAM" or "LISTEN_FDS";

    /// <summary>Sets how many files it may have open from now on; those that it has open already stay so.</summary>
    public void LimitOpenFiles(int most)
    {
        using var prlimit = Process.Start("prlimit", [$"--pid={Id}", $"--nofile={most}:1024"]);
        prlimit.WaitForExit();
        Assert.Equal(0, prlimit.ExitCode);
    }

    /// <summary>Lets it open only so many files more.</summary>
    public void LeaveDescriptors(int free)
    {
        var open = Directory.GetFiles($"/proc/{Id}/fd").Select(file => int.Parse(Path.GetFileName(file), null)).ToHashSet();
        LimitOpenFiles(Enumerable.Range(0, 1024).Where(descriptor => !open.Contains(descriptor)).ElementAt(free));
    }

    /// <summary>A page of the CPU endpoint.</summary>
    public Task<string> Cpu(string path = "/metrics") => Get(CpuPort, path);

    /// <summary>A page of the GPU endpoint.</summary>
    public Task<string> Gpu(string path = "/metrics") => Get(GpuPort, path);

    /// <summary>The status code of a page.</summary>
    public async Task<HttpStatusCode> StatusOf(int port, string path)
    {
        using var response = await _client.GetAsync($"http://127.0.0.1:{port}{path}");
        return response.StatusCode;
    }

    async Task<string> Get(int port, string path)
    {
        using var response = await _client.GetAsync($"http://127.0.0.1:{port}{path}");
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>Waits until a page fulfils a condition.</summary>
    public async Task<Page> Until(bool gpu, Func<Page, bool> wanted, string what)
    {
        var (watch, last) = (Stopwatch.StartNew(), Page.Empty);
        while (watch.Elapsed < Eventually.Deadline)
        {
            Assert.False(_process.HasExited && !_log.IsEmpty, $"wattd ended: {string.Join('\n', _log)}");
            try
            {
                last = Page.Parse(gpu ? await Gpu() : await Cpu());
                if (wanted(last))
                    return last;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(50);
        }
        throw new TimeoutException($"not on the page: {what}\n{last}\nlog:\n{string.Join('\n', _log)}");
    }

    /// <summary>Waits until the log has a line with this text, and returns the line.</summary>
    public async Task<string> Logged(string text)
    {
        try
        {
            await Eventually.True(() => Log.Any(line => line.Contains(text, StringComparison.Ordinal)), $"'{text}' in the log");
        }
        catch (TimeoutException timeout)
        {
            throw new TimeoutException($"{timeout.Message}:\n{string.Join('\n', Log)}");
        }
        return Log.First(line => line.Contains(text, StringComparison.Ordinal));
    }

    /// <summary>Sends a signal to the daemon.</summary>
    public void Signal(int signal) => Assert.Equal(0, kill(_process.Id, signal));

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit code, and how long it took.</returns>
    public async Task<(int ExitCode, TimeSpan Took)> Ended()
    {
        var watch = Stopwatch.StartNew();
        await _process.WaitForExitAsync().WaitAsync(Eventually.Deadline);
        return (_process.ExitCode, watch.Elapsed);
    }

    /// <summary>SIGTERM, then waits for the end.</summary>
    public Task<(int ExitCode, TimeSpan Took)> Stop()
    {
        Signal(15);
        return Ended();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _client.Dispose();
    }

    /// <summary>An unused port.</summary>
    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
        socket.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);
}
