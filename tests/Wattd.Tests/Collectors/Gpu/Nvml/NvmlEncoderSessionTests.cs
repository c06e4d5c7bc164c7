using Wattd.Collectors.Gpu.Processes;
using Wattd.Tests.Support;
using static Wattd.Tests.Support.NvmlFunction;

namespace Wattd.Tests.Collectors.Gpu.Nvml;

public sealed class NvmlEncoderSessionTests
{
    [Fact]
    public void EachSessionHasItsProcessCodecAndSize()
    {
        using var nvml = new NvmlFixture();
        nvml.Stub.PlantSessions(0,
            new PlantedSession(7, 4712, 1, 3840, 2160), new PlantedSession(3, 4711, 0, 1920, 1080),
            new PlantedSession(8, 4713, 2, 1280, 720), new PlantedSession(9, 4714, 3, 640, 360));

        Assert.Equal(
            [
                new EncoderSession(3, 4711, EncoderCodec.H264, 1920, 1080), new EncoderSession(7, 4712, EncoderCodec.Hevc, 3840, 2160),
                new EncoderSession(8, 4713, EncoderCodec.Av1, 1280, 720), new EncoderSession(9, 4714, EncoderCodec.Other, 640, 360),
            ],
            nvml.ReadOne().EncoderSessionList!.Value);
    }

    [Fact]
    public void TheSpeedOfEachIsReadWhereProcessesAreWanted()
    {
        using var nvml = new NvmlFixture();
        nvml.Demand.IsAsked = true;
        nvml.Stub.PlantSessions(0,
            new PlantedSession(1, 4711, 0, 1920, 1080, Fps: 237, LatencyMicroseconds: 63_000),
            new PlantedSession(2, 4711, 0, 1920, 1080, Fps: uint.MaxValue, LatencyMicroseconds: uint.MaxValue));

        var sessions = nvml.ReadOne().EncoderSessionList!.Value;

        Assert.Equal((237, 0.063), (sessions[0].Fps, sessions[0].LatencySeconds));
        Assert.Equal((null, null), (sessions[1].Fps, sessions[1].LatencySeconds));
    }

    [Fact]
    public void WithoutSessionsTheDriverIsNotAskedForThem()
    {
        using var nvml = new NvmlFixture(gpus: 2);
        nvml.Stub.PlantSessions(0);
        nvml.Stub.PlantSessions(1, new PlantedSession(1, 4711, 0, 1920, 1080));

        nvml.Read();

        Assert.Equal(1, nvml.Stub.Calls(nvmlDeviceGetEncoderSessions));
        Assert.Empty(nvml.Readings.Span[0].EncoderSessionList!.Value);
        Assert.Single(nvml.Readings.Span[1].EncoderSessionList!.Value);
    }

    [Fact]
    public void ABoardWithoutAnEncoderIsNotAskedForSessions()
    {
        using var nvml = new NvmlFixture();
        foreach (var codec in new[] { NvmlValue.CapacityH264, NvmlValue.CapacityHevc, NvmlValue.CapacityAv1 })
            nvml.Stub[0, codec] = -1;
        nvml.Stub.PlantSessions(0, new PlantedSession(1, 4711, 0, 1920, 1080));

        Assert.Null(nvml.ReadOne().EncoderSessionList);
        Assert.Equal(0, nvml.Stub.Calls(nvmlDeviceGetEncoderSessions));
    }

    [Fact]
    public void AnyNumberOfSessionsIsRead()
    {
        using var nvml = new NvmlFixture();
        foreach (var sessions in new[] { 64, 65, 300, 4096, 1 })
        {
            nvml.Stub.PlantSessions(0, [.. Enumerable.Range(1, sessions).Select(id => new PlantedSession(id, 4711, 0, 1920, 1080))]);
            Assert.Equal(Enumerable.Range(1, sessions), nvml.ReadOne().EncoderSessionList!.Value.Select(session => (int)session.Id));
        }
    }

    [Fact]
    public void AnImpossibleNumberOfSessionsIsAbsent()
    {
        using var nvml = new NvmlFixture();
        nvml.Stub.PlantSessions(0, [.. Enumerable.Range(1, 4097).Select(id => new PlantedSession(id, 4711, 0, 1920, 1080))]);

        var reading = nvml.ReadOne();

        Assert.Equal((true, 4097), (reading.Up, reading.EncoderSessions));
        Assert.Null(reading.EncoderSessionList);
    }

    public static TheoryData<int> Codes => [.. Enumerable.Range(1, 30), 999];

    [Theory]
    [MemberData(nameof(Codes))]
    public void AnErrorOfOneGpuMakesItsListAbsentUnlessItMeansALostGpu(int code)
    {
        using var nvml = new NvmlFixture(gpus: 16);
        for (var gpu = 0; gpu < 16; gpu++)
            nvml.Stub.PlantSessions(gpu, new PlantedSession(1, 4711, 0, 1920, 1080));
        nvml.Stub.Return(nvmlDeviceGetEncoderSessions, gpu: 3, code);
        if (code is 1 or 9 or 12 or 18)
        {
            nvml.Fail();
            return;
        }
        nvml.Read();

        foreach (var (gpu, reading) in nvml.Readings.Span.ToArray().Index())
        {
            Assert.Equal(gpu == 3 ? null : 1, reading.EncoderSessionList?.Length);
            if (gpu == 3 && code is 8 or 11 or 14 or 15 or 16 or 17 or 28)
                Assert.Equal(default, reading);
            else
                Assert.Equal(PlausibleReading.Of(gpu) with { EncoderSessions = 1, EncoderSessionList = reading.EncoderSessionList }, reading);
        }
    }

    [Fact]
    public void TheListIsTheSameObjectWhileNothingInItChanges()
    {
        using var nvml = new NvmlFixture();
        nvml.Stub.PlantSessions(0, new PlantedSession(1, 4711, 0, 1920, 1080));
        var first = nvml.ReadOne().EncoderSessionList;
        nvml.Stub.PlantSessions(0, new PlantedSession(1, 4711, 0, 1920, 1080, Fps: 59));
        nvml.LetPass(60);

        Assert.Equal(first, nvml.ReadOne().EncoderSessionList);
        nvml.Stub.PlantSessions(0, new PlantedSession(1, 4711, 0, 1280, 720));
        Assert.NotEqual(first, nvml.ReadOne().EncoderSessionList);
    }

    [Fact]
    public void ATickWithOpenSessionsAllocatesNothing()
    {
        using var nvml = new NvmlFixture(gpus: 16);
        for (var gpu = 0; gpu < 16; gpu++)
            nvml.Stub.PlantSessions(gpu, [.. Enumerable.Range(1, 16).Select(id => new PlantedSession(id, 4711, id % 3, 1920, 1080))]);
        for (var i = 0; i < 100; i++)
            nvml.Read();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            nvml.Read();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
