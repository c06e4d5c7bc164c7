using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Wattd.Daemon;
using Wattd.Tests.Http;
using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd;

/// <summary>
/// Clients and environments that exhaust resources of the published binary. No other tests run at the same time: the many
/// sockets can use the ports that another test has just found free.
/// </summary>
[Collection(nameof(WebServerLoad))]
public sealed class GreedyClientTests
{
    const string Plain = "http_server_config:\n  headers:\n    X-Frame-Options: deny\n";
    const int Storm = 300, Rounds = 8, TasksMax = 64; // TasksMax of wattd.service

    // Otherwise unused users, because the kernel counts tasks per user.
    static int _user = 54_000;

    static IEnumerable<string> WithTasks(int most)
    {
        var user = $"{Interlocked.Increment(ref _user)}";
        return ["setpriv", "--reuid", user, "--regid", user, "--clear-groups", "prlimit", $"--nproc={most}"];
    }

    /// <summary>Half of the limit of the unit is enough; nvidia-smi and the threads of a driver use the rest.</summary>
    [Theory]
    [InlineData(48, true)]
    [InlineData(256, true)]
    [InlineData(48, false)]
    [InlineData(256, false)]
    public async Task ItSurvivesManyResetConnectionsOnAMachineWithManyCores(int processors, bool isSecure)
    {
        Assert.Contains($"TasksMax={TasksMax}\n", File.ReadAllText(Path.Combine(Repository.Root, "systemd", "wattd.service")));
        await using var secure = await SecureDaemon.StartAsync(
            isSecure ? SecureDaemon.Tls : Plain, environment: new Dictionary<string, string> { ["DOTNET_PROCESSOR_COUNT"] = $"{processors}" },
            prefix: WithTasks(TasksMax / 2));
        var opening = isSecure ? await ClientHello() : "GET /readings.json?since=0 HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray();
        var page = $"{(isSecure ? "https" : "http")}://localhost:{secure.Daemon.CpuPort}/metrics";
        for (var round = 0; round < Rounds; round++)
        {
            var storm = new List<Socket>();
            for (var i = 0; i < Storm; i++)
                storm.Add(await Connect(secure.Daemon.CpuPort, $"127.0.1.{1 + i % 4}"));
            foreach (var client in storm)
                client.Send(opening);
            var scrape = Curl.AskAsync("--ipv4", "--interface", "127.0.0.9", "--cacert", secure.Root, page);
            foreach (var client in storm)
                client.Close(0);
            var (status, _, complaint) = await scrape;
            Assert.False(secure.Daemon.HasExited, string.Join('\n', secure.Daemon.Log));
            Assert.True(status == 200, complaint);
        }
    }

    [Fact]
    public async Task WithoutFileDescriptorsItWaitsAndAnswersWhenThereAreSome()
    {
        await using var daemon = DaemonProcess.Start(["--simulate", "on"], prefix: ["prlimit", "--nofile=24"]);
        await daemon.Logged("is serving");
        var clients = new List<Socket>();
        for (var i = 0; i < 60; i++)
            clients.Add(await Connect(daemon.CpuPort, $"127.0.1.{1 + i}"));
        // It only samples: a loop that finds no descriptor would use a whole core.
        var before = daemon.CpuTime;
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.InRange(daemon.CpuTime - before, TimeSpan.Zero, TimeSpan.FromSeconds(0.5));

        clients.ForEach(client => client.Dispose());
        Assert.Equal(HttpStatusCode.OK, await daemon.StatusOf(daemon.CpuPort, "/metrics"));
        Assert.Equal(ExitCode.Success, (await daemon.Stop()).ExitCode);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2000000000")]
    public async Task SocketsThatWereNotPassedAreOneLine(string count)
    {
        var (exitCode, output, error) = await DaemonProcess.Run(
            ["--simulate", "on", "--cpu.port", $"{DaemonProcess.FreePort()}", "--gpu.port", $"{DaemonProcess.FreePort()}"],
            new Dictionary<string, string> { ["LISTEN_FDS"] = count }, ["sh", "-c", "LISTEN_PID=$$ exec \"$0\" \"$@\""]);
        Assert.Equal(ExitCode.Failure, exitCode);
        Assert.Contains($"LISTEN_FDS={count} was passed, but descriptor 3 is not a listening socket", output + error);
        Assert.DoesNotContain("   at ", output + error);
    }

    [Fact]
    public async Task SocketsThatWerePassedToAnotherProcessAreIgnored()
    {
        await using var daemon = DaemonProcess.Start(
            ["--simulate", "on"], new Dictionary<string, string> { ["LISTEN_FDS"] = "1", ["LISTEN_PID"] = "1" });
        await daemon.Logged("is serving");
        Assert.Equal(HttpStatusCode.OK, await daemon.StatusOf(daemon.CpuPort, "/metrics"));
    }

    static async Task<Socket> Connect(int port, string from)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(IPAddress.Loopback, port);
        return socket;
    }

    /// <summary>The first message of a client.</summary>
    static async Task<byte[]> ClientHello()
    {
        using var said = new MemoryStream();
        await using var tls = new SslStream(said, leaveInnerStreamOpen: true);
        await Assert.ThrowsAnyAsync<IOException>(() => tls.AuthenticateAsClientAsync("localhost"));
        return said.ToArray();
    }
}
