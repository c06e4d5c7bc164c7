using System.Collections.Immutable;
using CsCheck;
using Wattd.Collectors.Gpu.Processes;
using Wattd.Tests.Support;
using static Wattd.Tests.Support.NvmlFunction;

namespace Wattd.Tests.Collectors.Gpu.Nvml;

public sealed class NvmlProcessTests : IDisposable
{
    const int Compute = 0, Graphics = 1, Mps = 2;

    static readonly NvmlFunction[] Functions =
    [
        nvmlDeviceGetProcessUtilization, nvmlDeviceGetRunningProcessDetailList, nvmlDeviceGetComputeRunningProcesses_v3,
        nvmlDeviceGetGraphicsRunningProcesses_v3,
    ];

    readonly NvmlFixture _nvml = new();

    public NvmlProcessTests() => _nvml.Demand.IsAsked = true;

    public void Dispose() => _nvml.Dispose();

    [Fact]
    public void WithoutDemandNothingIsAskedThatWasNotBefore()
    {
        using var nvml = new NvmlFixture(gpus: 2);
        nvml.Stub.PlantProcesses(0, Compute, (4711, 1_000));
        nvml.Read();
        nvml.LetPass(60);
        nvml.Read();

        Assert.All(Functions, function => Assert.Equal(0, nvml.Stub.Calls(function)));
        Assert.All(nvml.Readings.Span.ToArray(), reading => Assert.Equal((null, null), (reading.Processes, reading.DroppedSamples)));
    }

    [Fact]
    public void TheDemandCanComeAndGo()
    {
        _nvml.Stub.PlantProcesses(0, Compute, (4711, 1_000));
        Assert.NotNull(_nvml.ReadOne().Processes);
        _nvml.Demand.IsAsked = false;
        Assert.Null(_nvml.ReadOne().Processes);
        _nvml.Demand.IsAsked = true;
        Assert.NotNull(_nvml.ReadOne().Processes);
        Assert.Equal(2, _nvml.Stub.Calls(nvmlDeviceGetProcessUtilization));
    }

    [Fact]
    public void TheUseIsTheMeanOfTheSamplesSinceTheLastReadAndAProcessWithoutASampleUsesNothing()
    {
        _nvml.Stub.PlantProcesses(0, Compute, (4711, 400), (4712, 600));
        _nvml.Stub.PlantSamples(0, new PlantedSample(4711, 1_000, 99, 99, 99, 99));
        Assert.Equal([new GpuProcess(4711, null, 400), new GpuProcess(4712, null, 600)], Processes());

        _nvml.Stub.PlantSamples(0,
            new PlantedSample(4711, 1_000, 99, 99, 99, 99), new PlantedSample(4711, 2_000, 10, 4, 60, 30), new PlantedSample(4711, 3_000, 20, 6, 70, 35));
        Assert.Equal([new GpuProcess(4711, new EngineUse(15, 5, 65, 32.5), 400), new GpuProcess(4712, new EngineUse(0, 0, 0, 0), 600)], Processes());

        Assert.Equal([new GpuProcess(4711, new EngineUse(0, 0, 0, 0), 400), new GpuProcess(4712, new EngineUse(0, 0, 0, 0), 600)], Processes());
    }

    /// <summary>A driver holds samples that are minutes old.</summary>
    [Fact]
    public void TheFirstReadAfterAPauseKnowsNoUse()
    {
        _nvml.Stub.PlantSamples(0, new PlantedSample(4711, 1_000, 99));
        Assert.Equal([], Processes());
        _nvml.Demand.IsAsked = false;
        _nvml.Read();
        _nvml.Demand.IsAsked = true;
        _nvml.Stub.PlantProcesses(0, Compute, (4711, 400));
        _nvml.Stub.PlantSamples(0, new PlantedSample(4711, 2_000, 99));

        Assert.Equal([new GpuProcess(4711, null, 400)], Processes());
    }

    [Fact]
    public void AProcessThatTheDriverDoesNotListHasUseAndNoMemory()
    {
        Processes();
        _nvml.Stub.PlantSamples(0, new PlantedSample(4711, 1_000, 12, 3, 45, 6));

        Assert.Equal([new GpuProcess(4711, new EngineUse(12, 3, 45, 6), null)], Processes());
    }

    [Fact]
    public void WhatIsWrongIsDroppedAndCounted()
    {
        _nvml.Stub.PlantSamples(0, new PlantedSample(1, 1_000, 1));
        Processes();
        _nvml.Stub.ReturnOldSamples(0);
        _nvml.Stub.PlantProcesses(0, Compute, (0, 1), (4711, 400));
        _nvml.Stub.PlantSamples(0,
            new PlantedSample(4711, 2_000, 10, 4, 60, 30), new PlantedSample(4711, 2_001, 101), new PlantedSample(4711, 2_002, 0, 101),
            new PlantedSample(4711, 2_003, 0, 0, uint.MaxValue), new PlantedSample(4711, 2_004, 0, 0, 0, 200_000),
            new PlantedSample(0, 2_005, 50), new PlantedSample(4711, 1_000, 70), new PlantedSample(4711, 500, 70), new PlantedSample(4711, 2_006, 100));

        var reading = _nvml.ReadOne();

        Assert.Equal([new GpuProcess(4711, new EngineUse(55, 2, 30, 15), 400)], reading.Processes!.Value);
        Assert.Equal(new DroppedSamples(OutOfRange: 4, NoPid: 2, Stale: 2), reading.DroppedSamples);
        Assert.Equal(new DroppedSamples(OutOfRange: 4, NoPid: 3, Stale: 11), _nvml.ReadOne().DroppedSamples);
    }

    [Fact]
    public void AnAnswerThatIsAbsentIsAbsent()
    {
        _nvml.Stub.PlantProcesses(0, Compute, (4711, 400));
        Processes();
        _nvml.Stub.PlantSamples(0, new PlantedSample(4711, 1_000, 10));
        _nvml.Stub.Return(nvmlDeviceGetProcessUtilization, 3);
        Assert.Equal([new GpuProcess(4711, null, 400)], Processes());

        foreach (var list in Functions[1..])
            _nvml.Stub.Return(list, 3);
        Assert.Null(_nvml.ReadOne().Processes);

        _nvml.Stub.Return(nvmlDeviceGetProcessUtilization, 0);
        Processes();
        _nvml.Stub.PlantSamples(0, new PlantedSample(4711, 2_000, 30));
        Assert.Equal([new GpuProcess(4711, new EngineUse(30, 0, 0, 0), null)], Processes());
    }

    public static TheoryData<int> Codes => [.. Enumerable.Range(1, 30), 999];

    [Theory]
    [MemberData(nameof(Codes))]
    public void AnErrorOfOneGpuMakesOneFieldAbsentUnlessItMeansALostGpu(int code)
    {
        foreach (var function in new[] { nvmlDeviceGetProcessUtilization, nvmlDeviceGetRunningProcessDetailList })
        {
            using var nvml = new NvmlFixture(gpus: 16);
            nvml.Demand.IsAsked = true;
            nvml.Stub.Return(function, gpu: 3, code);
            if (code is 1 or 9 or 12 or 18)
            {
                nvml.Fail();
                continue;
            }
            nvml.Read();
            foreach (var (gpu, reading) in nvml.Readings.Span.ToArray().Index())
            {
                if (gpu == 3 && code is 8 or 11 or 14 or 15 or 16 or 17 or 28)
                    Assert.Equal(default, reading);
                else
                    Assert.Equal(PlausibleReading.Of(gpu) with { Processes = [], DroppedSamples = default(DroppedSamples) }, reading);
            }
        }
    }

    /// <summary>The samples are stamped by the wall clock.</summary>
    [Fact]
    public void AClockThatIsSetBackIsNoticedWithinAMinute()
    {
        _nvml.Stub.PlantSamples(0, new PlantedSample(4711, 1_000_000, 10));
        Processes();
        _nvml.Stub.PlantSamples(0, new PlantedSample(4711, 5_000, 20));
        Assert.Equal([], Processes());

        _nvml.LetPass(31);
        Processes();
        _nvml.Stub.PlantSamples(0, new PlantedSample(4711, 5_000, 20), new PlantedSample(4711, 6_000, 40));
        Assert.Equal([new GpuProcess(4711, new EngineUse(40, 0, 0, 0), null)], Processes());
        Assert.Equal(default(DroppedSamples), _nvml.ReadOne().DroppedSamples);
    }

    [Fact]
    public void AGpuThatWasIdleForLongIsReadOnlyOnce()
    {
        _nvml.Stub.PlantSamples(0, new PlantedSample(4711, 1_000, 10));
        Processes();
        _nvml.LetPass(31);
        Assert.Equal([], Processes());
        _nvml.LetPass(31);
        _nvml.Stub.PlantSamples(0, new PlantedSample(4711, 1_000, 10), new PlantedSample(4711, 2_000, 50));
        Assert.Equal([new GpuProcess(4711, new EngineUse(50, 0, 0, 0), null)], Processes());
        Assert.Equal(default(DroppedSamples), _nvml.ReadOne().DroppedSamples);
    }

    [Fact]
    public void TheLastSampleIsKnownAfterAnotherEnumeration()
    {
        _nvml.Stub.PlantSamples(0, new PlantedSample(4711, 1_000, 10));
        Processes();
        _nvml.Stub.PlantSamples(0, new PlantedSample(4711, 1_000, 10), new PlantedSample(4711, 2_000, 50));
        _nvml.LetPass(30);

        Assert.Equal([new GpuProcess(4711, new EngineUse(50, 0, 0, 0), null)], Processes());
    }

    [Fact]
    public void AProcessInSeveralListsIsOneAndItsInstancesInOneListAddUp()
    {
        _nvml.Stub.PlantProcesses(0, Compute, (4711, 400), (4712, 100), (4712, 200), (4713, -1));
        _nvml.Stub.PlantProcesses(0, Graphics, (4711, 300), (4714, 50));
        _nvml.Stub.PlantProcesses(0, Mps, (4712, 310), (4713, 70));

        Assert.Equal(
            [(4711, 400), (4712, 310), (4713, 70), (4714, 50)],
            Processes().Select(process => ((int)process.Pid, (int)process.MemoryBytes!)));
    }

    [Fact]
    public void MemoryThatTheDriverDoesNotKnowIsAbsent()
    {
        _nvml.Stub.PlantProcesses(0, Compute, (4711, -1));

        Assert.Equal([new GpuProcess(4711, new EngineUse(0, 0, 0, 0), null)], Processes());
    }

    /// <summary>The first drivers of 535 write records of 32 bytes where older ones write 24.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TheListsOfOlderDriversAreReadWithTheirLengthOfRecords(bool isLong)
    {
        NvmlFunction[] missing = [nvmlDeviceGetRunningProcessDetailList, .. isLong ? Array.Empty<NvmlFunction>() : [nvmlDeviceGetConfComputeMemSizeInfo]];
        using var nvml = new NvmlFixture(1, missing);
        nvml.Demand.IsAsked = true;
        if (isLong)
            nvml.Stub.WriteLongRecords(0);
        foreach (var count in new[] { 1, 2, 129, 4096 })
        {
            (long Pid, long Bytes)[] planted = [.. Enumerable.Range(1, count).Select(pid => ((long)pid, 1_000L + pid))];
            nvml.Stub.PlantProcesses(0, Compute, planted);
            nvml.Stub.PlantProcesses(0, Graphics, (10_000, 5));

            Assert.Equal(
                [.. planted, (10_000, 5)],
                nvml.ReadOne().Processes!.Value.Select(process => ((long)process.Pid, (long)process.MemoryBytes!)));
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(13)]
    [InlineData(25)]
    public void WhereTheDriverRefusesTheListWithDetailsTheOlderListsAreRead(int code)
    {
        _nvml.Stub.Return(nvmlDeviceGetRunningProcessDetailList, code);
        _nvml.Stub.PlantProcesses(0, Compute, (4711, 400), (4712, 600));
        _nvml.Stub.PlantProcesses(0, Graphics, (4713, 5));

        Assert.Equal(
            [(4711, 400), (4712, 600), (4713, 5)], Processes().Select(process => ((int)process.Pid, (int)process.MemoryBytes!)));
    }

    [Fact]
    public void AnyNumberOfSamplesIsRead()
    {
        Processes();
        _nvml.Stub.PlantSamples(0, [.. Enumerable.Range(1, 4_000).Select(pid => new PlantedSample(pid, 1_000 + pid, pid % 100))]);

        Assert.Equal(Enumerable.Range(1, 4_000), Processes().Select(process => (int)process.Pid));
    }

    [Fact]
    public void ATickAllocatesNothingWhileNothingChanges()
    {
        using var nvml = new NvmlFixture(gpus: 16);
        nvml.Demand.IsAsked = true;
        for (var gpu = 0; gpu < 16; gpu++)
        {
            nvml.Stub.PlantSessions(gpu, [.. Enumerable.Range(1, 16).Select(id => new PlantedSession(id, 4700 + id, 0, 1920, 1080))]);
            nvml.Stub.PlantProcesses(gpu, Compute, [.. Enumerable.Range(1, 16).Select(id => (4700L + id, 1_000L))]);
            nvml.Stub.PlantSamples(gpu, [.. Enumerable.Range(1, 16).Select(id => new PlantedSample(4700 + id, 1_000, 5))]);
            nvml.Stub.ReturnOldSamples(gpu);
        }
        for (var i = 0; i < 100; i++)
            nvml.Read();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            nvml.Read();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    /// <summary>Against the rule in three lines, over ticks with any samples.</summary>
    [Fact]
    public void AnySamplesAreReadByTheRule()
    {
        var sample = Gen.Select(
            Gen.Int[0, 4], Gen.Int[0, 1_000], Gen.Int[0, 105], Gen.Int[0, 105],
            (pid, after, sm, encoder) => new PlantedSample(pid, after, sm, Encoder: encoder));
        sample.Array[0, 12].Array[2, 8].Sample(ticks =>
        {
            using var nvml = new NvmlFixture();
            nvml.Demand.IsAsked = true;
            long newest = 0;
            for (var tick = 0; tick < ticks.Length; tick++)
            {
                PlantedSample[] planted = [.. ticks[tick].Select(one => one with { Timestamp = one.Timestamp + (500 * tick) })];
                nvml.Stub.PlantSamples(0, planted);
                var read = nvml.ReadOne().Processes!.Value;
                PlantedSample[] newer = [.. planted.Where(one => one.Timestamp > newest)];
                var expected = newer.Where(one => one is { Pid: > 0, Sm: <= 100, Encoder: <= 100 }).GroupBy(one => one.Pid).OrderBy(one => one.Key)
                    .Select(one => new GpuProcess((uint)one.Key, new EngineUse(one.Average(s => s.Sm), 0, one.Average(s => s.Encoder), 0), null));
                // Before anything was heard no sample is known to be new.
                Assert.Equal(tick == 0 ? [] : expected, read);
                newest = Math.Max(newest, newer.Select(one => one.Timestamp).DefaultIfEmpty().Max());
            }
        }, iter: 30);
    }

    ImmutableArray<GpuProcess> Processes() => _nvml.ReadOne().Processes!.Value;
}
