using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wattd.Daemon.Logging;
using Wattd.Http.Security;
using Wattd.Settings;

namespace Wattd.Daemon;

/// <summary>
/// Reads the settings again on SIGHUP, and when the local socket asks for it (<c>wattd reload</c>): takes those that can
/// change without losing samples, and reports those that need a restart. Invalid settings change nothing.
/// </summary>
sealed class SettingsReload(
    LoadedSettings settings, DaemonLogger log, ReloadStatus status, ILogger<SettingsReload> logger, WebSecurity? security = null)
    : IHostedService, IDisposable
{
    readonly Lock _reloading = new();
    volatile LoadedSettings? _last;
    int _asked;
    PosixSignalRegistration? _hangup;

    /// <summary>The settings in force: those of the start, and of the last reload what needs no restart.</summary>
    public IEnumerable<SettingValue> InForce
    {
        get
        {
            var last = _last ?? settings;
            return settings.Values.Select(value => value.Setting.Reloadable ? last[value.Setting] : value);
        }
    }

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

    /// <summary>Reads settings and web configuration now.</summary>
    /// <returns>What is wrong with them, and what needs a restart, a line each.</returns>
    public async Task<(ImmutableArray<string> Faults, ImmutableArray<string> Pending)> ReloadAsync()
    {
        ReloadSettings();
        if (security is not null)
            await security.ReloadAsync();
        return (status.Faults, [.. settings.ChangesTo(_last ?? settings).Where(change => !change.Setting.Reloadable).Select(Describe)]);
    }

    /// <summary>One at a time: a signal during a reload makes that reload run again.</summary>
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
                ReloadSettings();
                security?.Reload();
            }
            catch (Exception fault)
            {
                // An exception that leaves a signal handler ends the process.
                logger.ReloadRefused(fault.Message);
            }
        }
        while (Interlocked.CompareExchange(ref _asked, 0, asked) != asked);
    }

    void ReloadSettings()
    {
        lock (_reloading)
        {
            try
            {
                Take(SettingsLoader.Load(settings.Request));
                status.SettingsRead([]);
            }
            catch (ConfigurationException wrong)
            {
                status.SettingsRead(wrong.Lines);
                foreach (var line in wrong.Lines)
                    logger.ReloadRefused(line);
            }
        }
    }

    void Take(LoadedSettings fresh)
    {
        // What needs a restart is compared with what the daemon started with: it is reported until the restart.
        var changes = (_last ?? settings).ChangesTo(fresh).Where(change => change.Setting.Reloadable)
            .Concat(settings.ChangesTo(fresh).Where(change => !change.Setting.Reloadable))
            .ToList();
        if (changes.Count == 0)
            logger.Reloaded("nothing has changed");
        foreach (var change in changes)
            logger.Reloaded(Describe(change));

        log.Level = fresh.Options.Get<LogOptions>().Level;
        _last = fresh;
    }

    static string Describe(SettingChange change) => $"{change.Setting} is now {change.After}"
        + (change.Setting.Reloadable ? "" : ", which takes effect with 'systemctl restart wattd'");
}
