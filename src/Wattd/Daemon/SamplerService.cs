using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wattd.Collectors;
using Wattd.Collectors.Sampling;

namespace Wattd.Daemon;

/// <summary>
/// Runs one collector as a background service: it has started when its first sample is cached or known to be missing;
/// a fault in it ends the process with a non-zero code.
/// </summary>
sealed class SamplerService(
    ISampler sampler, CollectorMode mode, bool prompt, TimeProvider time,
    DaemonOutcome outcome, IHostApplicationLifetime lifetime, ILogger<SamplerService> logger)
    : BackgroundService, IHostedLifecycleService, IAsyncDisposable
{
    // A stop must take less than a second in total; a sampler takes at most 0.6 s to release its device.
    static readonly TimeSpan StopTimeout = TimeSpan.FromMilliseconds(700);

    readonly SamplingThread _thread = new(sampler, prompt, time);

    /// <summary>
    /// Starts to sample. The host calls this for every service before it waits for one, so that it waits for slow devices at the
    /// same time.
    /// </summary>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _thread.Start();
        return Task.CompletedTask;
    }

    /// <summary>Waits for the first sample.</summary>
    /// <exception cref="StartException">The device is required and missing, or the first sample showed a fault of the program.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _thread.FirstSample.WaitAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            logger.SamplerFaulted(fault, sampler.Status.Name, fault.Message);
            throw new StartException($"wattd cannot start without the {sampler.Status.Name} sampler", fault);
        }
        if (mode == CollectorMode.Required && sampler.Status.Outage is { } outage)
            throw new StartException(outage.Message);
        if (prompt)
            logger.SchedulingGranted(sampler.Status.Name, sampler.Status.Scheduling);
        await base.StartAsync(cancellationToken);
    }

    Task IHostedLifecycleService.StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <remarks>
    /// The host stops on an exception from here, but exits with code 0 (dotnet/runtime#67146): the outcome corrects that.
    /// </remarks>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var _ = stoppingToken.Register(_thread.Dispose);
        try
        {
            await _thread.Completion.WaitAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        catch (Exception fault)
        {
            logger.SamplerFaulted(fault, sampler.Status.Name, fault.Message);
            outcome.Fail();
            lifetime.StopApplication();
        }
    }

    /// <summary>Waits a moment for the thread to release its device; a stuck one is not waited for.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await DisposeAsync();
    }

    /// <summary>The same for a host that did not start.</summary>
    public async ValueTask DisposeAsync()
    {
        _thread.Dispose();
        await _thread.Completion.WaitAsync(StopTimeout, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Dispose();
    }
}
