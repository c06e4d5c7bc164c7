using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;
using Wattd.Collectors.Sampling;

namespace Wattd.Daemon;

/// <summary>Reports to systemd what is measured (STATUS=) and that every sampler runs on schedule (WATCHDOG=1).</summary>
sealed class SystemdReporter(
    ISystemdNotifier notifier, Watchdog watchdog, StatusLine statusLine, IHostApplicationLifetime lifetime,
    TimeProvider time, ILogger<SystemdReporter> logger) : BackgroundService
{
    static readonly TimeSpan StatusPeriod = TimeSpan.FromSeconds(5);

    CollectorStatus? _stuck;
    string _lastStatus = "";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await ReportAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping or never started; neither is a fault of this service.
        }
    }

    async Task ReportAsync(CancellationToken stoppingToken)
    {
        await Started(stoppingToken);
        var watchdogPeriod = SystemdNotification.WatchdogPeriod();
        using var timer = new PeriodicTimer(watchdogPeriod is { } period && period / 2 < StatusPeriod ? period / 2 : StatusPeriod, time);
        do
        {
            ReportStatus();
            ReportAlive(watchdogPeriod is not null);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>READY=1 comes first: a STATUS= before it would describe what cannot be scraped yet.</summary>
    async Task Started(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var onStart = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
    }

    void ReportStatus()
    {
        var status = statusLine.Compose();
        if (status == _lastStatus)
            return;
        _lastStatus = status;
        notifier.Notify(new ServiceState($"STATUS={status}"));
    }

    void ReportAlive(bool watched)
    {
        var stuck = watchdog.FindStuck();
        if (stuck is not null && _stuck is null)
            logger.CollectorStalled(stuck.Name, stuck.SinceTick?.TotalSeconds ?? 0);
        else if (stuck is null && _stuck is not null)
            logger.CollectorResumed(_stuck.Name);
        _stuck = stuck;
        if (watched && stuck is null)
            notifier.Notify(new ServiceState("WATCHDOG=1"));
    }
}
