using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serilog;
using Wattd.Collectors;
using Wattd.Collectors.Sampling;
using Wattd.Daemon.Logging;
using Wattd.Http;
using Wattd.Http.Connections;
using Wattd.Http.Security;
using Wattd.Metrics.Self;
using Wattd.Readings;
using Wattd.Settings;

namespace Wattd.Daemon;

/// <summary>The daemon: collectors that sample, endpoints that serve the samples, and a host that runs both.</summary>
/// <param name="settings">Settings, all of them good.</param>
/// <param name="build">What this binary was built from.</param>
sealed class DaemonHost(LoadedSettings settings, BuildInfo build)
{
    /// <summary>What a stop may take; clients that still read are cut off then.</summary>
    static readonly TimeSpan ShutdownTimeout = TimeSpan.FromMilliseconds(700);

    readonly TimeProvider _time = TimeProvider.System;
    readonly SecondClock _clock = new(TimeProvider.System);
    readonly bool _simulated = CollectorList.IsSimulated(settings.Options);
    readonly RefusalCount _refused = new();
    readonly DaemonOutcome _outcome = new();

    /// <summary>Runs until it is told to stop, or cannot go on.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="ConfigurationException">The web configuration is wrong.</exception>
    public async Task<int> RunAsync()
    {
        using var log = DaemonLogger.Create(settings.Options.Get<LogOptions>(), _simulated);
        using var loggers = LoggerFactory.Create(logging => logging.AddSerilog(log.Logger));
        var logger = loggers.CreateLogger<DaemonHost>();
        using var security = WebSecurity.Load(settings.Options.Get<WebOptions>().ConfigFile, loggers.CreateLogger<WebSecurity>(), _time);
        var collectors = CollectorList.Create(settings.Options, new CollectorContext(loggers, _time, _clock));
        try
        {
            await ServeAsync(collectors, security, log, logger);
        }
        catch (Exception e) when (e is StartException or ListenException)
        {
            logger.CannotStart(e.Message);
            _outcome.Fail();
        }
        if (collectors.Any(collector => collector.Sampler.HasHungCall))
        {
            log.Dispose();
            ProcessEnd.Immediately(_outcome.ExitCode);
        }
        return _outcome.ExitCode;
    }

    async Task ServeAsync(
        IReadOnlyList<Collector> collectors, WebSecurity? security, DaemonLogger log,
        Microsoft.Extensions.Logging.ILogger logger)
    {
        var endpoints = new Endpoints(build, _simulated, () => log.DroppedEvents, _refused, _time).For(collectors);
        using var host = Build(collectors, endpoints, security, log);
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        if (_simulated)
            logger.Simulating();
        lifetime.ApplicationStopping.Register(logger.Stopping);
        try
        {
            await host.StartAsync();
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Told to stop before it had started.
            return;
        }
        logger.Started(build.Version, string.Join(" and ", endpoints.Select(Describe)));
        ProcessMemory.ReturnWhatTheStartNeeded();
        await host.WaitForShutdownAsync();
        ServiceFaults.Report(host.Services, _outcome, logger);
    }

    IHost Build(
        IReadOnlyList<Collector> collectors, IReadOnlyList<WebEndpoint> endpoints, WebSecurity? security, DaemonLogger log)
    {
        var passed = PassedSockets.Take(endpoints);
        // The older of the two builders: the newer one brings every default that it was told to leave out.
        return new HostBuilder().ConfigureServices(services =>
        {
            services
                .AddLogging(logging => logging.AddSerilog(log.Logger))
                .Configure<HostOptions>(host => (host.ShutdownTimeout, host.ServicesStopConcurrently) = (ShutdownTimeout, true))
                .AddSingleton(_time).AddSingleton(settings).AddSingleton(log).AddSingleton(_outcome)
                .AddSingleton(new Watchdog([.. collectors.Select(collector => collector.Sampler)]))
                .AddSingleton(new StatusLine(collectors))
                .AddSystemdNotification()
                .AddHostedService<SettingsReload>();
            if (security is not null)
                services.AddSingleton(security);
            foreach (var collector in collectors)
                services.AddSingleton<IHostedService>(all => ServiceFor(collector, all));

            // Last: the ports open when every sampler has cached its first sample.
            services.AddSingleton<IHostedService>(all => ServerFor(collectors, endpoints, passed, security, all));
        }).Build();
    }

    SamplerService ServiceFor(Collector collector, IServiceProvider services) => new(
        collector.Sampler, collector.Mode, collector.IsPrompt, _time, _outcome,
        services.GetRequiredService<IHostApplicationLifetime>(), services.GetRequiredService<ILogger<SamplerService>>());

    WebServer ServerFor(
        IReadOnlyList<Collector> collectors, IReadOnlyList<WebEndpoint> endpoints, ILookup<WebEndpoint, int> passed,
        WebSecurity? security, IServiceProvider services)
    {
        var web = settings.Options.Get<WebOptions>();
        ICollectorView[] views = [.. collectors.Select(collector => collector.View)];
        var document = new ReadingsDocument(build, _simulated, views, _clock, _time);
        var home = new HomePage(build, web.TelemetryPath, _simulated, views, document, _time);
        RequestDelegate handler = new WebHandler(web, home, document).HandleAsync;
        return new WebServer(
            endpoints, web, passed, security is null ? handler : new RequestGuard(security, handler).HandleAsync,
            services.GetRequiredService<ILoggerFactory>(), services, _refused, _time, security?.Protect);
    }

    static string Describe(WebEndpoint endpoint) => $"{string.Join(" and ", endpoint.Names)} on port {endpoint.Port}";
}
