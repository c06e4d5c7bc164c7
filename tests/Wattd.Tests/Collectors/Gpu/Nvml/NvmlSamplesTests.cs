using Microsoft.Extensions.Logging.Abstractions;
using Wattd.Collectors.Gpu;
using Wattd.Collectors.Gpu.Nvml;
using Wattd.Tests.Support;
using static Wattd.Tests.Support.NvmlFunction;

namespace Wattd.Tests.Collectors.Gpu.Nvml;

/// <summary>The driver's own samples between two readings.</summary>
public sealed class NvmlSamplesTests
{
    const long Second = 1_000_000;

    [Fact]
    public void SamplesFromBeforeTheFirstReadingAreLeftOut()
    {
        using var nvml = new NvmlFixture();

        var reading = nvml.ReadOne();

        Assert.Equal((null, null), (reading.PowerSampledMaxWatts, reading.EncoderUtilizationSampledMaxPercent));
    }

    [Fact]
    public void TheHighestOfTheNewSamplesIsTakenOnce()
    {
        using var nvml = new NvmlFixture();
        nvml.Read();
        Pass(nvml, 2 * Second);

        var reading = nvml.ReadOne();
        Assert.Equal((287, 93), (reading.PowerSampledMaxWatts, reading.EncoderUtilizationSampledMaxPercent));

        // The driver keeps the last 2.4 s, so the peak is still among its samples.
        Pass(nvml, Second / 10);
        reading = nvml.ReadOne();
        Assert.Equal((109, 60), (reading.PowerSampledMaxWatts, reading.EncoderUtilizationSampledMaxPercent));

        reading = nvml.ReadOne();
        Assert.Equal((null, null), (reading.PowerSampledMaxWatts, reading.EncoderUtilizationSampledMaxPercent));
    }

    [Fact]
    public void ADriverThatReturnsOldSamplesAgainDoesNotRepeatAPeak()
    {
        using var nvml = new NvmlFixture();
        nvml.Stub[0, NvmlValue.SampleFault] = 1;
        nvml.Read();
        Pass(nvml, 2 * Second);
        Assert.Equal(287, nvml.ReadOne().PowerSampledMaxWatts);
        Pass(nvml, Second / 10);
        Assert.Equal(109, nvml.ReadOne().PowerSampledMaxWatts);
    }

    [Fact]
    public void ADriverThatCountsMoreSamplesThanItWritesIsReadWithinTheBuffer()
    {
        using var nvml = new NvmlFixture();
        nvml.Stub[0, NvmlValue.SampleFault] = 2;
        nvml.Read();
        Pass(nvml, 2 * Second);

        Assert.Equal(287, nvml.ReadOne().PowerSampledMaxWatts);
    }

    [Fact]
    public void TheBufferGrowsToWhatTheDriverKeeps()
    {
        using var nvml = new NvmlFixture();
        nvml.Stub[0, NvmlValue.PowerSamples] = 2_000;
        nvml.Read();
        Pass(nvml, 60 * Second);

        Assert.Equal(287, nvml.ReadOne().PowerSampledMaxWatts);
    }

    [Theory]
    [InlineData(4_000_000_000)]
    [InlineData(uint.MaxValue)]
    public void AnImplausibleSampleIsLeftOut(long peak)
    {
        using var nvml = new NvmlFixture();
        nvml.Read();
        nvml.Stub[0, NvmlValue.PowerSamplePeak] = nvml.Stub[0, NvmlValue.EncoderSamplePeak] = peak;
        Pass(nvml, 2 * Second);

        var reading = nvml.ReadOne();

        Assert.Equal((109, 60), (reading.PowerSampledMaxWatts, reading.EncoderUtilizationSampledMaxPercent));
    }

    [Fact]
    public void SamplesThatAreOlderThanTheWindowAreLeftOut()
    {
        using var nvml = new NvmlFixture();
        nvml.Stub[0, NvmlValue.PowerSamples] = 4_096;
        nvml.Read();
        // 82 s of samples of which the one in the middle is 41 s old, and then 122 s of which it is 61 s old.
        Pass(nvml, 90 * Second);
        Assert.Equal(287, nvml.ReadOne().PowerSampledMaxWatts);

        using var shorter = new NvmlSourceWithWindow(nvml.Stub, TimeSpan.FromSeconds(10));
        shorter.Read();
        Pass(nvml, 90 * Second);
        Assert.Equal(109, shorter.Read().PowerSampledMaxWatts);
    }

    [Fact]
    public void ADiscoveryWithoutSamplesDoesNotBringBackAPeak()
    {
        using var nvml = new NvmlFixture();
        nvml.Read();
        Pass(nvml, 2 * Second);
        Assert.Equal(287, nvml.ReadOne().PowerSampledMaxWatts);
        nvml.Stub[0, NvmlValue.PowerSamples] = 0;
        nvml.LetPass(30);
        nvml.Read();

        nvml.Stub[0, NvmlValue.PowerSamples] = 120;
        Pass(nvml, Second / 10);
        Assert.Equal(109, nvml.ReadOne().PowerSampledMaxWatts);
    }

    [Fact]
    public void AfterTheWallClockIsSetBackTheNextDiscoveryGoesOnFromThere()
    {
        using var nvml = new NvmlFixture();
        nvml.Read();
        Pass(nvml, -3_600 * Second);
        nvml.LetPass(30);
        Assert.Null(nvml.ReadOne().PowerSampledMaxWatts);

        Pass(nvml, 2 * Second);
        Assert.Equal(287, nvml.ReadOne().PowerSampledMaxWatts);
    }

    [Fact]
    public void ADriverThatKeepsNoSamplesIsNotAskedAgainUntilTheNextDiscovery()
    {
        using var nvml = new NvmlFixture();
        nvml.Stub[0, NvmlValue.PowerSamples] = nvml.Stub[0, NvmlValue.EncoderSamples] = -1;
        nvml.Read();
        var before = nvml.Stub.Calls(nvmlDeviceGetSamples);
        Pass(nvml, 2 * Second);

        Assert.Equal(PlausibleReading.Of(0), nvml.ReadOne());
        Assert.Equal(before, nvml.Stub.Calls(nvmlDeviceGetSamples));

        nvml.Stub[0, NvmlValue.PowerSamples] = 120;
        nvml.LetPass(30);
        nvml.Read();
        Pass(nvml, 2 * Second);
        Assert.Equal(287, nvml.ReadOne().PowerSampledMaxWatts);
    }

    [Fact]
    public void WithoutMaximaTheSamplesAreNotRead()
    {
        using var stub = new NvmlStub();
        using var source = new NvmlSourceWithWindow(stub, null);

        source.Read();

        Assert.Equal(0, stub.Calls(nvmlDeviceGetSamples));
    }

    [Fact]
    public void ATickWithSamplesAllocatesNothing()
    {
        using var nvml = new NvmlFixture(gpus: 4);
        for (var i = 0; i < 100; i++)
            Tick();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            Tick();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Tick()
        {
            Pass(nvml, Second);
            nvml.Read();
        }
    }

    /// <summary>Lets the driver take samples for a time.</summary>
    static void Pass(NvmlFixture nvml, long microseconds)
    {
        for (var gpu = 0; gpu < nvml.Stub.Gpus; gpu++)
        {
            nvml.Stub[gpu, NvmlValue.PowerSampleTime] += microseconds;
            nvml.Stub[gpu, NvmlValue.EncoderSampleTime] += microseconds;
        }
    }

    /// <summary>A source with another window of the maxima.</summary>
    sealed class NvmlSourceWithWindow(NvmlStub stub, TimeSpan? window) : IDisposable
    {
        readonly GpuReadings _readings = new();
        readonly NvmlSource _source = new(
            new GpuOptions { NvmlLibrary = stub.Library, ProcfsPath = stub.Procfs, PeakWindow = window }, TimeProvider.System,
            NullLogger.Instance);

        public GpuReading Read()
        {
            _source.Read(_readings);
            return _readings.Span[0];
        }

        public void Dispose() => _source.Dispose();
    }
}
