using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Wattd.Collectors.Gpu;
using Wattd.Collectors.Gpu.Nvml;
using Wattd.Collectors.Sampling;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Gpu.Nvml;

/// <summary>A function of NVML that does not return, under the real sampler.</summary>
public sealed class HungNvmlTests
{
    [Fact]
    public void TheDriverIsLeftAloneUntilTheCallReturnsAndThenReadByTheSameSession()
    {
        using var stub = new NvmlStub(gpus: 2);
        var time = new FakeTimeProvider();
        var options = new GpuOptions
        {
            NvmlLibrary = stub.Library,
            ProcfsPath = stub.Procfs,
            Source = GpuSourceChoice.Nvml,
            Interval = TimeSpan.FromMilliseconds(100),
        };
        var latest = new LatestSample<GpuInventory, GpuReading>();
        Func<IGpuSource> nvml = () => new NvmlSource(options, time, NullLogger.Instance);
        using var sampler = new GpuSampler(options, nvml, nvml, latest, time, NullLogger.Instance);
        Until(() => sampler.Status.Samples > 0);

        stub.Hang(NvmlFunction.nvmlDeviceGetEncoderUtilization);
        sampler.Sample();
        time.Advance(options.Timeout);
        Until(() => sampler.HasHungCall);
        Assert.Equal(GpuFailure.Timeout, sampler.Status.Outage?.Reason);

        var calls = stub.Calls(NvmlFunction.nvmlDeviceGetEncoderUtilization);
        time.Advance(TimeSpan.FromMinutes(10));
        sampler.Sample();
        Assert.Equal(calls, stub.Calls(NvmlFunction.nvmlDeviceGetEncoderUtilization));
        Assert.All(latest.Read()!.Readings, reading => Assert.Equal(default, reading));
        Assert.Equal(1, stub.Open);

        stub.Hang(NvmlFunction.nvmlDeviceGetEncoderUtilization, hangs: false);
        Until(() => sampler.Status.Outage is null);
        Assert.Equal((1, 1), (stub.Inits, stub.Open));
        Assert.Equal([WithPeaks(PlausibleReading.Of(0)), WithPeaks(PlausibleReading.Of(1))], latest.Read()!.Readings);

        void Until(Func<bool> condition) => Eventually.Wait(
            () =>
            {
                sampler.Sample();
                return condition();
            },
            "the sampler reaches it");
    }

    static GpuReading WithPeaks(GpuReading reading) => reading with
    {
        PowerDrawMaxWatts = reading.PowerDrawWatts,
        EncoderUtilizationMaxPercent = reading.EncoderUtilizationPercent,
    };
}
