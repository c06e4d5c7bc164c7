using System.Net.Sockets;
using Microsoft.Extensions.Hosting.Systemd;

namespace Wattd.Hosting;

/// <summary>
/// The notify protocol without its exceptions: a socket that is away for a moment, as when systemd re-executes itself, is no
/// reason for the daemon to end.
/// </summary>
sealed class LenientNotifier(SystemdNotifier notifier) : ISystemdNotifier
{
    public bool IsEnabled => notifier.IsEnabled;

    /// <summary>Sends, and returns the same whether or not anyone heard.</summary>
    public void Notify(ServiceState state)
    {
        try
        {
            notifier.Notify(state);
        }
        catch (SocketException)
        {
            // Nobody is listening; the watchdog's own deadline judges how long that may last.
        }
    }
}
