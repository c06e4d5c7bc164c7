using Wattd.Commands.Client;
using Wattd.Daemon;
using Wattd.Settings;

namespace Wattd.Commands.Health;

/// <summary><c>wattd health</c>: what <c>/health</c> says, for health checks, scripts and load balancers.</summary>
/// <param name="options">The settings of the daemon of this machine.</param>
/// <param name="named">The daemon of <c>--url</c>; null for the one of this machine.</param>
/// <param name="socketPath">The local socket of the daemon of this machine.</param>
/// <param name="output">Gets the one line.</param>
sealed class HealthCommand(OptionSet options, DaemonAddress? named, string socketPath, TextWriter output)
{
    /// <summary>Asks, and prints one line.</summary>
    /// <returns>The exit code: 0 where every collector that ran still samples, else 1.</returns>
    public async Task<int> RunAsync()
    {
        var (isHealthy, line) = named is not null ? await AskAsync([named]) : await AskThisMachineAsync();
        output.WriteLine(Quoted.OneLine(line));
        return isHealthy ? ExitCode.Success : ExitCode.Failure;
    }

    /// <summary>The local socket answers for all collectors; without it, each port does for its own.</summary>
    async Task<(bool IsHealthy, string Line)> AskThisMachineAsync()
    {
        if (await AnswerAsync(DaemonAddress.Local(socketPath)) is { Answer: { } answer })
            return Judge(answer, socketPath);
        foreach (var port in DaemonAddress.PortsOf(options))
        {
            if (await AskAsync(DaemonAddress.OfThisMachine(options, port)) is { IsHealthy: false } unhealthy)
                return unhealthy;
        }
        return (true, "OK");
    }

    static async Task<(bool IsHealthy, string Line)> AskAsync(IEnumerable<DaemonAddress> addresses)
    {
        var line = "";
        foreach (var address in addresses)
        {
            var (answer, problem) = await AnswerAsync(address);
            if (answer is not null)
                return Judge(answer, address.Name);
            line = $"{address.Name}: {problem}";
        }
        return (false, line);
    }

    static (bool IsHealthy, string Line) Judge(DaemonAnswer answer, string name) => answer.Status switch
    {
        200 => (true, "OK"),
        503 => (false, answer.Text.TrimEnd()),
        401 => (false, $"{name}: wants a user and a password"),
        _ => (false, $"{name}: answered '{answer.StatusLine}'"),
    };

    static async Task<(DaemonAnswer? Answer, string Problem)> AnswerAsync(DaemonAddress address)
    {
        try
        {
            return (await new DaemonClient(address).AskAsync("/health"), "");
        }
        catch (NoAnswerException e)
        {
            return (null, e.Message);
        }
    }
}
