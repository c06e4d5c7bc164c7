using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Wattd.Collectors;
using Wattd.Collectors.Sampling;
using Wattd.Daemon;
using Wattd.Tests.Support;

namespace Wattd.Tests.Daemon;

public sealed class SamplerServiceTests
{
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    readonly DaemonOutcome _outcome = new();

    IHost HostOf(ISampler sampler, CollectorMode mode = CollectorMode.Auto) => HostOf(mode, sampler);

    IHost HostOf(CollectorMode mode, params ISampler[] samplers)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        foreach (var sampler in samplers)
        {
            builder.Services.AddSingleton<IHostedService>(services => new SamplerService(
                sampler, mode, prompt: false, TimeProvider.System, _outcome,
                services.GetRequiredService<IHostApplicationLifetime>(), NullLogger<SamplerService>.Instance));
        }
        return builder.Build();
    }

    [Fact]
    public async Task TheHostHasStartedOnlyAfterTheFirstSample()
    {
        var sampler = new FakeSampler(Interval);
        using var host = HostOf(sampler);

        await host.StartAsync();

        Assert.True(sampler.Status.Samples >= 1);
        await host.StopAsync();
        Assert.Equal(ExitCode.Success, _outcome.ExitCode);
    }

    [Fact]
    public async Task ItWaitsForTheFirstSamplesOfAllSamplersAtTheSameTime()
    {
        using var begun = new CountdownEvent(2);
        FakeSampler[] samplers = [new(Interval, WaitForBoth), new(Interval, WaitForBoth)];
        using var host = HostOf(CollectorMode.Required, samplers);

        await host.StartAsync().WaitAsync(Eventually.Deadline);

        Assert.All(samplers, sampler => Assert.True(sampler.Status.Samples >= 1));
        await host.StopAsync();

        // Like two slow devices: neither has a first sample before the other has begun its own.
        void WaitForBoth()
        {
            if (begun.IsSet)
                return;
            begun.Signal();
            begun.Wait();
        }
    }

    [Fact]
    public async Task AFaultInASamplerStopsTheHostAndMakesTheExitCodeNonZero()
    {
        var samples = 0;
        using var host = HostOf(new FakeSampler(Interval, () =>
        {
            if (++samples == 3)
                throw new InvalidOperationException("boom");
        }));

        await host.RunAsync().WaitAsync(Eventually.Deadline);

        Assert.Equal(ExitCode.Failure, _outcome.ExitCode);
    }

    [Fact]
    public async Task AFaultInTheFirstSamplePreventsTheStart()
    {
        using var host = HostOf(new FakeSampler(Interval, () => throw new InvalidOperationException("boom")));

        var refused = await Assert.ThrowsAsync<StartException>(() => host.StartAsync());

        Assert.Equal("boom", refused.InnerException?.Message);
    }

    [Fact]
    public async Task AMissingRequiredDevicePreventsTheStart()
    {
        using var host = HostOf(new MissingDevice(), CollectorMode.Required);

        var refused = await Assert.ThrowsAsync<StartException>(() => host.StartAsync());

        Assert.Equal("no such device", refused.Message);
    }

    [Fact]
    public async Task AMissingOptionalDeviceDoesNot()
    {
        using var host = HostOf(new MissingDevice());

        await host.StartAsync();
        await host.StopAsync();
    }

    sealed class MissingDevice : ISampler
    {
        public CollectorStatus Status { get; } = new("fake", TimeSpan.FromSeconds(5), ["missing"], TimeProvider.System);

        public TimeSpan Interval => SamplerServiceTests.Interval;

        public void Sample() => Status.Down("missing", "no such device");

        public void Dispose()
        {
        }
    }
}
