using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Wattd.Daemon;
using Wattd.Tests.Support;

namespace Wattd.Tests.Daemon;

public sealed class ServiceFaultsTests
{
    [Fact]
    public async Task AFailedServiceIsNamedWithItsCauseAndTheProcessExitsWithAFailure()
    {
        var (outcome, logger) = (new DaemonOutcome(), new CollectingLogger());
        using var host = new HostBuilder().ConfigureServices(services => services.AddHostedService<Failing>()).Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.WaitForShutdownAsync(TestContext.Current.CancellationToken);

        ServiceFaults.Report(host.Services, outcome, logger);

        Assert.Equal(ExitCode.Failure, outcome.ExitCode);
        var (name, message) = Assert.Single(logger.Lines);
        Assert.Equal("ServiceFaulted", name);
        Assert.Contains(nameof(Failing), message);
        Assert.Contains("the cause", message);
    }

    sealed class Failing : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Yield();
            throw new InvalidOperationException("the cause");
        }
    }
}
