using Wattd.Daemon;

namespace Wattd.Commands.Client;

/// <summary>A command that asks the running daemon for something on its local socket, and prints the answer.</summary>
/// <param name="socketPath">The local socket of the daemon.</param>
/// <param name="output">Gets the answer where it was done.</param>
/// <param name="error">Gets what is wrong.</param>
sealed class LocalCommand(string socketPath, TextWriter output, TextWriter error)
{
    // A web configuration that keeps changing is waited for ten seconds, and so is a call into a driver.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Asks, and waits for the outcome.</summary>
    /// <param name="path">What to ask for, by POST.</param>
    /// <param name="refused">The exit code where the daemon refuses it.</param>
    /// <param name="hint">What else to know where no daemon answers, after a semicolon.</param>
    /// <returns>The exit code: 1 where no daemon answers.</returns>
    public async Task<int> RunAsync(string path, int refused, string hint)
    {
        try
        {
            var answer = await new DaemonClient(DaemonAddress.Local(socketPath)).AskAsync(path, "POST", Patience);
            (answer.Status == 200 ? output : error).Write(answer.Status is 200 or 409 ? answer.Text : $"wattd: the daemon answered '{answer.StatusLine}'\n");
            return answer.Status switch { 200 => ExitCode.Success, 409 => refused, _ => ExitCode.Failure };
        }
        catch (NoAnswerException e)
        {
            error.WriteLine($"wattd: the daemon does not answer on {socketPath}: {e.Message}. "
                + (e.IsDenied ? "Run this as root." : $"'systemctl status wattd' shows whether it runs{hint}."));
            return ExitCode.Failure;
        }
    }
}
