using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace Wattd.Daemon;

/// <summary>Sends systemd's notifications (sd_notify(3)); a failure neither stops nor delays the daemon.</summary>
/// <param name="address"><c>$NOTIFY_SOCKET</c>: a path, or <c>@</c> and an abstract name, of at most 107 bytes.</param>
/// <param name="logger">Gets one line if the first notification fails.</param>
sealed class NotifySocket(string address, ILogger<NotifySocket> logger) : ISystemdNotifier
{
    // A systemd that does not read must not hold up a stop, which takes less than a second in total.
    static readonly TimeSpan SendTimeout = TimeSpan.FromMilliseconds(100);

    int _hasSent;

    public bool IsEnabled => true;

    /// <summary>Sends, waiting at most 0.1 s; a failure is not reported to the caller.</summary>
    public void Notify(ServiceState state)
    {
        var problem = Send(state);
        // Later failures are expected while systemd re-executes itself; its own watchdog deadline covers them.
        if (Interlocked.Exchange(ref _hasSent, 1) == 0 && problem is not null)
            logger.NotifyFailed(address, problem);
    }

    string? Send(ServiceState state)
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTimeout = (int)SendTimeout.TotalMilliseconds;
            socket.SendTo(Encoding.UTF8.GetBytes(state.ToString()), EndPointOf(address));
            return null;
        }
        catch (Exception failure) when (failure is SocketException or ArgumentException)
        {
            return failure is SocketException ? failure.Message : "it is neither an absolute path nor '@' and a name, of at most 107 bytes";
        }
    }

    static UnixDomainSocketEndPoint EndPointOf(string address) => address switch
    {
        ['@', _, ..] => new UnixDomainSocketEndPoint('\0' + address[1..]),
        ['/', _, ..] => new UnixDomainSocketEndPoint(address),
        _ => throw new ArgumentException("not a socket's address", nameof(address)),
    };
}
