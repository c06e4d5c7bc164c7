using Wattd.Commands.Client;
using Wattd.Daemon;

namespace Wattd.Commands.Reload;

/// <summary><c>wattd reload</c>: has the running daemon read its settings again, and says whether they were taken.</summary>
/// <param name="socketPath">The local socket of the daemon.</param>
/// <param name="output">Gets one line where they were.</param>
/// <param name="error">Gets what is wrong.</param>
sealed class ReloadCommand(string socketPath, TextWriter output, TextWriter error)
{
    // A web configuration that keeps changing is waited for ten seconds.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Asks, and waits for the outcome.</summary>
    /// <returns>The exit code: 78 where the settings were refused, 1 where no daemon answers.</returns>
    public async Task<int> RunAsync()
    {
        try
        {
            var answer = await new DaemonClient(DaemonAddress.Local(socketPath)).AskAsync(LocalRequests.ReloadPath, "POST", Patience);
            (answer.Status == 200 ? output : error).Write(answer.Status is 200 or 409 ? answer.Text : $"wattd: the daemon answered '{answer.StatusLine}'\n");
            return answer.Status switch { 200 => ExitCode.Success, 409 => ExitCode.Configuration, _ => ExitCode.Failure };
        }
        catch (NoAnswerException e)
        {
            error.WriteLine($"wattd: the daemon does not answer on {socketPath}: {e.Message}. "
                + (e.IsDenied ? "Run this as root." : "'systemctl status wattd' shows whether it runs; SIGHUP reloads it too."));
            return ExitCode.Failure;
        }
    }
}
