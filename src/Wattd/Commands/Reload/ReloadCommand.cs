using Wattd.Commands.Client;
using Wattd.Daemon;

namespace Wattd.Commands.Reload;

/// <summary><c>wattd reload</c>: has the running daemon read its settings again, and says whether they were taken.</summary>
/// <param name="daemon">Asks the daemon.</param>
sealed class ReloadCommand(LocalCommand daemon)
{
    /// <summary>Asks, and waits for the outcome.</summary>
    /// <returns>The exit code: 78 where the settings were refused, 1 where no daemon answers.</returns>
    public Task<int> RunAsync() => daemon.RunAsync(LocalRequests.ReloadPath, ExitCode.Configuration, "; SIGHUP reloads it too");
}
