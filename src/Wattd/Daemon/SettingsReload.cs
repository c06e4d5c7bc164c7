using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wattd.Daemon.Logging;
using Wattd.Http.Security;
using Wattd.Settings;

namespace Wattd.Daemon;

/// <summary>
/// Re-reads the settings on SIGHUP (<c>systemctl reload wattd</c>): takes those that can change without losing samples and
/// says which need a restart. Settings that are wrong change nothing.
/// </summary>
sealed class SettingsReload(
    LoadedSettings settings, DaemonLogger log, ILogger<SettingsReload> logger, WebSecurity? security = null)
    : IHostedService, IDisposable
{
    LoadedSettings? _last;
    int _asked;
    PosixSignalRegistration? _hangup;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            ReloadInTurn();
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _hangup?.Dispose();

    /// <summary>One at a time: a signal that comes meanwhile has the one that is reloading do it once more.</summary>
    void ReloadInTurn()
    {
        if (Interlocked.Increment(ref _asked) > 1)
            return;
        int asked;
        do
        {
            asked = Volatile.Read(ref _asked);
            try
            {
                Reload();
            }
            catch (Exception fault)
            {
                // Nothing is above a signal's handler: an exception that leaves it ends the process.
                logger.ReloadRefused(fault.Message);
            }
        }
        while (Interlocked.CompareExchange(ref _asked, 0, asked) != asked);
    }

    void Reload()
    {
        try
        {
            Take(SettingsLoader.Load(settings.Request));
        }
        catch (ConfigurationException wrong)
        {
            foreach (var line in wrong.Lines)
                logger.ReloadRefused(line);
        }
        security?.Reload();
    }

    void Take(LoadedSettings fresh)
    {
        // What needs a restart is compared with what the daemon started with: it is told until the restart comes.
        var changes = (_last ?? settings).ChangesTo(fresh).Where(change => change.Setting.Reloadable)
            .Concat(settings.ChangesTo(fresh).Where(change => !change.Setting.Reloadable))
            .ToList();
        if (changes.Count == 0)
            logger.Reloaded("nothing has changed");
        foreach (var change in changes)
            logger.Reloaded($"{change.Setting} is now {change.After}"
                + (change.Setting.Reloadable ? "" : ", which takes effect with 'systemctl restart wattd'"));

        log.Level = fresh.Options.Get<LogOptions>().Level;
        _last = fresh;
    }
}
