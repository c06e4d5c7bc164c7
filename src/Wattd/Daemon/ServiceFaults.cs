using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Wattd.Daemon;

/// <summary>Reports background services that failed: the host stops on one, but does not name it or the cause in one line.</summary>
static class ServiceFaults
{
    /// <summary>Logs each service that failed, and makes the process end with a failure.</summary>
    /// <param name="services">The services of a host that has been asked to stop.</param>
    /// <param name="outcome">How the process ends.</param>
    /// <param name="logger">Gets a line for each.</param>
    public static void Report(IServiceProvider services, DaemonOutcome outcome, ILogger logger)
    {
        foreach (var service in services.GetServices<IHostedService>())
        {
            if (service is not BackgroundService { ExecuteTask: { IsFaulted: true, Exception: var faults } })
                continue;
            var fault = faults.GetBaseException();
            logger.ServiceFaulted(fault, service.GetType().Name, fault.Message);
            outcome.Fail();
        }
    }
}
