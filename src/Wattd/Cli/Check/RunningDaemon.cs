using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Wattd.Cli.Check;

/// <summary>Tells whether it is a wattd that has a port.</summary>
static class RunningDaemon
{
    const string Mark = "wattd_build_info";
    const int MostBytes = 4 << 20;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Asks for the page of metrics and looks for the family that only wattd has.</summary>
    public static bool Answers(IPAddress? listenAddress, int port, string telemetryPath)
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            return AskAsync(Reachable(listenAddress), port, telemetryPath, patience.Token).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            return false;
        }
    }

    static async Task<bool> AskAsync(IPAddress address, int port, string path, CancellationToken cancellation)
    {
        using var client = new TcpClient(address.AddressFamily);
        await client.ConnectAsync(address, port, cancellation);
        await using var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), cancellation);

        var page = new byte[MostBytes];
        var count = 0;
        while (count < page.Length && await stream.ReadAsync(page.AsMemory(count), cancellation) is var read and > 0)
            count += read;
        return page.AsSpan(0, count).IndexOf(Encoding.ASCII.GetBytes(Mark)) >= 0;
    }

    static IPAddress Reachable(IPAddress? listenAddress) =>
        listenAddress is null || listenAddress.Equals(IPAddress.Any) ? IPAddress.Loopback
        : listenAddress.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
        : listenAddress;
}
