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
using Wattd.Metrics;
using Wattd.Metrics.Self;
using Wattd.Readings;
using Wattd.Settings;

namespace Wattd.Daemon;

/// <summary>The daemon: collectors that sample, endpoints that serve the samples, and a host that runs both.</summary>
/// <param name="settings">Valid settings.</param>
/// <param name="build">What this binary was built from.</param>
sealed class DaemonHost(LoadedSettings settings, BuildInfo build)
{
    /// <summary>The longest time for a stop; connections still open are then closed.</summary>
    static readonly TimeSpan ShutdownTimeout = TimeSpan.FromMilliseconds(700);

    readonly TimeProvider _time = TimeProvider.System;
    readonly SecondClock _clock = new(TimeProvider.System);
    readonly bool _simulated = CollectorList.IsSimulated(settings.Options);
    readonly RefusalCount _refused = new();
    readonly PageCompressor _compressor = new();
    readonly ReloadStatus _reload = new();
    readonly DaemonOutcome _outcome = new();

    /// <summary>Runs until it is stopped or fails.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="ConfigurationException">The web configuration is wrong.</exception>
    public async Task<int> RunAsync()
    {
        using var log = DaemonLogger.Create(settings.Options.Get<LogOptions>(), _simulated);
        using var loggers = LoggerFactory.Create(logging => logging.AddSerilog(log.Logger));
        var logger = loggers.CreateLogger<DaemonHost>();
        using var security = WebSecurity.Load(settings.Options.Get<WebOptions>().ConfigFile, loggers.CreateLogger<WebSecurity>(), _time,
            report: _reload.WebConfigurationRead);
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
        var all = new Endpoints(build, settings.Options, () => log.DroppedEvents, _reload, _refused, _time, _compressor);
        var endpoints = all.For(collectors);
        using var host = Build(collectors, endpoints, all.Local(collectors), security, log);
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
            // Stopped before it had started.
            return;
        }
        logger.Started(build.Version, string.Join(" and ", endpoints.Select(Describe)));
        ProcessMemory.ReturnWhatTheStartNeeded();
        await host.WaitForShutdownAsync();
        ServiceFaults.Report(host.Services, _outcome, logger);
    }

    IHost Build(
        IReadOnlyList<Collector> collectors, IReadOnlyList<WebEndpoint> endpoints, WebEndpoint local, WebSecurity? security,
        DaemonLogger log)
    {
        var passed = PassedSockets.Take(endpoints);
        // The older of the two builders: the newer one includes every default even where it is disabled.
        return new HostBuilder().ConfigureServices(services =>
        {
            services
                .AddLogging(logging => logging.AddSerilog(log.Logger))
                .Configure<HostOptions>(host => (host.ShutdownTimeout, host.ServicesStopConcurrently) = (ShutdownTimeout, true))
                .AddSingleton(_time).AddSingleton(settings).AddSingleton(log).AddSingleton(_reload).AddSingleton(_outcome)
                .AddSingleton(new Watchdog([.. collectors.Select(collector => collector.Sampler)]))
                .AddSingleton(new StatusLine(collectors, _reload))
                .AddSystemdNotification()
                .AddSingleton<SettingsReload>()
                .AddHostedService(all => all.GetRequiredService<SettingsReload>());
            if (security is not null)
                services.AddSingleton(security);
            foreach (var collector in collectors)
                services.AddSingleton<IHostedService>(all => ServiceFor(collector, all));

            // Last: the ports open when every sampler has cached its first sample.
            services.AddSingleton<IHostedService>(all => ServerFor(collectors, endpoints, local, passed, security, all));
        }).Build();
    }

    SamplerService ServiceFor(Collector collector, IServiceProvider services) => new(
        collector.Sampler, collector.Mode, collector.IsPrompt, _time, _outcome,
        services.GetRequiredService<IHostApplicationLifetime>(), services.GetRequiredService<ILogger<SamplerService>>());

    WebServer ServerFor(
        IReadOnlyList<Collector> collectors, IReadOnlyList<WebEndpoint> endpoints, WebEndpoint local,
        ILookup<WebEndpoint, int> passed, WebSecurity? security, IServiceProvider services)
    {
        var web = settings.Options.Get<WebOptions>();
        ICollectorView[] views = [.. collectors.Select(collector => collector.View)];
        var document = new ReadingsDocument(build, _simulated, views, _clock, _time, _compressor);
        var home = new HomePage(build, web.TelemetryPath, _simulated, views, document, _time);
        RequestDelegate handler = new WebHandler(web, home, document).HandleAsync;
        RequestDelegate guarded = security is null ? handler : new RequestGuard(security, handler).HandleAsync;
        var reload = services.GetRequiredService<SettingsReload>();
        var requests = new LocalRequests(
            new DaemonDocument(build, endpoints, () => reload.InForce, security, _reload), reload.ReloadAsync,
            new DeviceRequests(collectors), handler);
        return new WebServer(
            endpoints, web, passed, context => LocalRequests.IsFor(context) ? requests.HandleAsync(context) : guarded(context),
            services.GetRequiredService<ILoggerFactory>(), services, _refused, _time, security?.Protect,
            () => OpenLocalSocket(local, services.GetRequiredService<ILogger<DaemonHost>>()));
    }

    /// <summary>The local socket is a convenience: where it cannot be opened, a log message says so, and the daemon serves its ports.</summary>
    static LocalEndpoint? OpenLocalSocket(WebEndpoint local, Microsoft.Extensions.Logging.ILogger logger)
    {
        if (LocalSocket.PathIn(Environment.GetEnvironmentVariable(LocalSocket.RuntimeDirectory)) is not { } path)
            return null;
        try
        {
            return new LocalEndpoint(LocalSocket.Bind(path), local);
        }
        catch (ListenException e)
        {
            logger.NoLocalSocket(path, e.Message);
            return null;
        }
    }

    static string Describe(WebEndpoint endpoint) => $"{string.Join(" and ", endpoint.PortNames)} on port {endpoint.Port}";
}
