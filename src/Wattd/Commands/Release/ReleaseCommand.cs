using Wattd.Commands.Client;
using Wattd.Daemon;

namespace Wattd.Commands.Release;

/// <summary>
/// <c>wattd release</c> and <c>wattd resume</c>: have the running daemon release a device, and use it again; return when it has.
/// </summary>
/// <param name="daemon">Asks the daemon.</param>
sealed class ReleaseCommand(LocalCommand daemon)
{
    const string Hint = "; where it does not run, nothing has to be released";

    /// <summary>Asks it to release the device.</summary>
    /// <param name="collector">The collector of the device.</param>
    /// <param name="limit">When the device is used again without a request.</param>
    /// <returns>The exit code: 1 where the device is still in use, and where no daemon answers.</returns>
    public Task<int> ReleaseAsync(string collector, TimeSpan limit) =>
        daemon.RunAsync(DeviceRequests.ReleasePath(collector, limit), ExitCode.Failure, Hint);

    /// <summary>Asks it to use the device again.</summary>
    /// <param name="collector">The collector of the device.</param>
    /// <returns>The exit code: 1 where it cannot yet, and where no daemon answers.</returns>
    public Task<int> ResumeAsync(string collector) => daemon.RunAsync(DeviceRequests.ResumePath(collector), ExitCode.Failure, Hint);
}
