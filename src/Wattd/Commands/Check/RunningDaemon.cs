using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Wattd.Commands.Check;

/// <summary>Tells whether it is a wattd that has a port.</summary>
static class RunningDaemon
{
    const int MostBytes = 4 << 20;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    // The family that only wattd has, and what it says to those who bring no password.
    static readonly byte[][] Marks = ["wattd_build_info"u8.ToArray(), "realm=\"wattd\""u8.ToArray()];

    /// <summary>Asks for the page of metrics and looks for what only wattd says, or for its certificate.</summary>
    /// <param name="listenAddress">The address that it listens on; null for all.</param>
    /// <param name="port">The port.</param>
    /// <param name="telemetryPath">The path of its metrics.</param>
    /// <param name="certificate">The certificate that it would show; null where it would show none.</param>
    public static bool Answers(
        IPAddress? listenAddress, int port, string telemetryPath, X509Certificate2? certificate)
    {
        var address = Reachable(listenAddress);
        return Ask(cancellation => PlainAsync(address, port, telemetryPath, cancellation))
            || (certificate is not null && Ask(cancellation => ShowsAsync(address, port, certificate, cancellation)));
    }

    static bool Ask(Func<CancellationToken, Task<bool>> ask)
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            return ask(patience.Token).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException or AuthenticationException)
        {
            return false;
        }
    }

    static async Task<bool> PlainAsync(IPAddress address, int port, string path, CancellationToken cancellation)
    {
        using var client = new TcpClient(address.AddressFamily);
        await client.ConnectAsync(address, port, cancellation);
        return await HasMarkAsync(client.GetStream(), path, cancellation);
    }

    // One that wants a client's certificate has nothing to say to us, but shows its own first.
    static async Task<bool> ShowsAsync(
        IPAddress address, int port, X509Certificate2 certificate, CancellationToken cancellation)
    {
        var shown = false;
        using var client = new TcpClient(address.AddressFamily);
        await client.ConnectAsync(address, port, cancellation);
        await using var stream = new SslStream(
            client.GetStream(), leaveInnerStreamOpen: false, (_, other, _, _) => shown = certificate.Equals(other));
        try
        {
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = "localhost" }, cancellation);
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            // Refused, by it or by us.
        }
        return shown;
    }

    static async Task<bool> HasMarkAsync(Stream stream, string path, CancellationToken cancellation)
    {
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), cancellation);

        var page = new byte[MostBytes];
        var count = 0;
        while (count < page.Length && await stream.ReadAsync(page.AsMemory(count), cancellation) is var read and > 0)
            count += read;
        return Marks.Any(mark => page.AsSpan(0, count).IndexOf(mark) >= 0);
    }

    static IPAddress Reachable(IPAddress? listenAddress) =>
        listenAddress is null || listenAddress.Equals(IPAddress.Any) ? IPAddress.Loopback
        : listenAddress.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
        : listenAddress;
}
