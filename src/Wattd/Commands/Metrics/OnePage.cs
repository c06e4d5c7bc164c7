using Microsoft.Extensions.Logging;
using Serilog;
using Wattd.Collectors;
using Wattd.Daemon;
using Wattd.Daemon.Logging;
using Wattd.Metrics;
using Wattd.Metrics.Self;
using Wattd.Settings;

namespace Wattd.Commands.Metrics;

/// <summary>
/// <c>wattd metrics</c>: measures for as long as mean power needs, and writes one page of metrics: the whole page, in
/// one piece, or nothing.
/// </summary>
/// <param name="settings">Valid settings.</param>
/// <param name="build">What this binary was built from.</param>
/// <param name="output">Where the page goes.</param>
sealed class OnePage(LoadedSettings settings, BuildInfo build, Stream output)
{
    readonly TimeProvider _time = TimeProvider.System;
    readonly bool _simulated = CollectorList.IsSimulated(settings.Options);

    /// <summary>Writes the page.</summary>
    /// <returns>The exit code: 1 where nothing could be measured or the page could not be written.</returns>
    public async Task<int> WriteAsync(PageFormat format)
    {
        using var log = DaemonLogger.Create(OnStandardError(settings.Options.Get<LogOptions>()), _simulated);
        using var loggers = LoggerFactory.Create(logging => logging.AddSerilog(log.Logger));
        var logger = loggers.CreateLogger<OnePage>();
        await using var collectors = new LocalCollectors(settings.Options, loggers, _time);
        var exitCode = await WriteAsync(collectors, format, logger);
        if (collectors.HasHungCall)
        {
            log.Dispose();
            ProcessEnd.Immediately(exitCode);
        }
        return exitCode;
    }

    async Task<int> WriteAsync(LocalCollectors collectors, PageFormat format, Microsoft.Extensions.Logging.ILogger logger)
    {
        try
        {
            await collectors.StartAsync();
            await collectors.DriversAsync();
            await collectors.SettleAsync();
            if (collectors.All.All(collector => collector.Status.Outage is not null))
                throw new StartException($"Nothing could be measured, so there is no page. {Outages(collectors.All)}");
            var page = PageOf(collectors.All).Get(format, gzip: false);
            await output.WriteAsync(page);
            await output.FlushAsync();
            return ExitCode.Success;
        }
        catch (StartException e)
        {
            logger.CannotStart(e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            logger.CannotStart($"The page could not be written completely, so do not use it: {e.Message}");
        }
        return ExitCode.Failure;
    }

    MetricsPage PageOf(IReadOnlyList<Collector> collectors)
    {
        var registry = Prometheus.Metrics.NewCustomRegistry();
        var metrics = Prometheus.Metrics.WithCustomRegistry(registry);
        ISeries[] series =
        [
            .. collectors.Select(collector => collector.Series(metrics, PageUse.Once)),
            .. collectors.Select(collector => new CollectorUpSeries(metrics, collector.Status)),
            new BuildSeries(metrics, build, exporterInfos: [], _simulated, logEventsDropped: null),
        ];
        return new MetricsPage(registry, series, () => 1, _time, _simulated, new PageCompressor());
    }

    static string Outages(IEnumerable<Collector> collectors) =>
        string.Join("; ", collectors.Select(collector => $"{collector.Name}: {collector.Status.Outage?.Message}"));

    /// <summary>The user of a command reads its messages where it runs.</summary>
    static LogOptions OnStandardError(LogOptions options) =>
        options.Format == LogFormat.Json ? options : options with { Format = LogFormat.Console };
}
