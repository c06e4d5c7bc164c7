using Wattd.Collectors.Gpu;
using Wattd.Collectors.Gpu.Nvml;
using Wattd.Tests.Support;
using static Wattd.Tests.Support.NvmlFunction;

namespace Wattd.Tests.Collectors.Gpu.Nvml;

public sealed class NvmlFailureTests
{
    // The GPU is lost for any query.
    static readonly int[] LostGpu = [8, 11, 14, 15, 16];

    // The GPU is lost if the query is one of nvidia-smi's readings; other fields are only absent.
    static readonly int[] LostReading = [27, 29, 999];

    static readonly int[] DeadGeneration = [1, 9, 12, 18];

    // One GPU may not be used or is gone; the source fails if no other answers.
    static readonly int[] OneGpu = [17, 28];

    static readonly NvmlFunction[] Readings =
    [
        nvmlDeviceGetFieldValues, nvmlDeviceGetUtilizationRates, nvmlDeviceGetEncoderUtilization,
        nvmlDeviceGetDecoderUtilization, nvmlDeviceGetMemoryInfo_v2, nvmlDeviceGetTemperatureV, nvmlDeviceGetClockInfo,
    ];

    static readonly NvmlFunction[] OtherFields =
    [
        nvmlDeviceGetFanSpeed, nvmlDeviceGetTotalEccErrors, nvmlDeviceGetEncoderStats, nvmlDeviceGetEncoderCapacity,
        nvmlDeviceGetCurrPcieLinkGeneration, nvmlDeviceGetCurrPcieLinkWidth, nvmlDeviceGetPerformanceState,
        nvmlDeviceGetEnforcedPowerLimit, nvmlDeviceGetPowerManagementLimit, nvmlDeviceGetTotalEnergyConsumption,
        nvmlDeviceGetCurrentClocksEventReasons, nvmlDeviceGetPersistenceMode, nvmlDeviceGetVbiosVersion,
        nvmlDeviceGetJpgUtilization, nvmlDeviceGetOfaUtilization, nvmlDeviceGetPowerManagementDefaultLimit,
        nvmlDeviceGetPowerManagementLimitConstraints, nvmlDeviceGetTemperatureThreshold, nvmlDeviceGetMaxClockInfo, nvmlDeviceGetSamples,
        nvmlDeviceGetEncoderSessions,
    ];

    public static TheoryData<int> Codes => [.. Enumerable.Range(1, 30), 999];

    [Theory]
    [MemberData(nameof(Codes))]
    public void AnErrorOfAReadingAffectsItsFieldItsGpuOrAllByItsClass(int code)
    {
        foreach (var function in Readings)
        {
            using var nvml = new NvmlFixture(gpus: 2);
            nvml.Read();
            nvml.Stub.Return(function, gpu: 1, code);

            if (DeadGeneration.Contains(code))
            {
                var failure = nvml.Fail();
                Assert.Contains($"NVML error {code}, ", failure.Message, StringComparison.Ordinal);
                Assert.Equal(0, nvml.Stub.Open);
                continue;
            }
            nvml.Read();
            Assert.Equal(PlausibleReading.Of(0), nvml.Readings.Span[0]);
            if (LostGpu.Contains(code) || LostReading.Contains(code) || OneGpu.Contains(code))
                Assert.Equal(default, nvml.Readings.Span[1]);
            else
                Assert.Equal((true, 36), (nvml.Readings.Span[1].Up, nvml.Readings.Span[1].FanSpeedPercent));
        }
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void AnErrorOfAnyOtherFieldMakesThatFieldAbsentUnlessTheGpuIsLost(int code)
    {
        foreach (var function in OtherFields)
        {
            using var nvml = new NvmlFixture(gpus: 2);
            nvml.Stub.PlantProcfs(2);
            if (function is nvmlDeviceGetPowerManagementLimit)
                nvml.Stub[1, NvmlValue.EnforcedPowerLimit] = -1;
            if (function is nvmlDeviceGetTotalEnergyConsumption)
                nvml.Stub[1, NvmlValue.Energy] = -1;
            nvml.Stub.Return(function, gpu: 1, code);

            if (DeadGeneration.Contains(code))
            {
                nvml.Fail();
                continue;
            }
            var inventory = nvml.Read();
            Assert.Equal(PlausibleReading.Of(0), nvml.Readings.Span[0]);
            Assert.Equal((NvmlStub.BusId(1), NvmlStub.Uuid(1)), (inventory.Gpus[1].BusId, inventory.Gpus[1].Uuid));
            var reading = nvml.Readings.Span[1];
            if (LostGpu.Contains(code) || OneGpu.Contains(code))
                Assert.Equal(default, reading);
            else
                Assert.Equal((true, 111.5, 48), (reading.Up, reading.PowerDrawWatts, reading.TemperatureCelsius));
        }
    }

    [Fact]
    public void AFanWithAnUnknownErrorIsAbsentAndNothingElse()
    {
        using var nvml = new NvmlFixture(gpus: 2);
        nvml.Stub.Return(nvmlDeviceGetFanSpeed, gpu: 1, 999);
        nvml.Read();

        Assert.Equal(
            [PlausibleReading.Of(0), PlausibleReading.Of(1) with { FanSpeedPercent = null }], nvml.Readings.Span.ToArray());
    }

    [Theory]
    [InlineData(17, GpuFailure.AccessBlocked)]
    [InlineData(28, GpuFailure.NoDevices)]
    public void AnErrorOfEveryGpuIsAFailureOfTheSource(int code, string reason)
    {
        foreach (var gpus in new[] { 1, 2 })
        {
            using var nvml = new NvmlFixture(gpus);
            nvml.Read();
            nvml.Stub.Return(nvmlDeviceGetFieldValues, code);

            Assert.Equal(reason, nvml.Fail().Reason);
            Assert.Equal(0, nvml.Stub.Open);
        }
    }

    [Theory]
    [InlineData(17)]
    [InlineData(28)]
    public void AGpuWithoutAnIdentityLeavesTheOthers(int code)
    {
        using var nvml = new NvmlFixture(gpus: 2);
        nvml.Stub.PlantProcfs(2);
        nvml.Stub.Return(nvmlDeviceGetUUID, gpu: 1, code);

        var inventory = nvml.Read();

        Assert.Equal([NvmlStub.Uuid(0), NvmlStub.Uuid(1)], inventory.Gpus.Select(gpu => gpu.Uuid));
        Assert.Equal([PlausibleReading.Of(0), default], nvml.Readings.Span.ToArray());
    }

    [Theory]
    [InlineData(1_025)]
    [InlineData(5_000)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    [InlineData(-1)]
    public void AnImplausibleCountIsAFailureOfTheSource(int count)
    {
        using var nvml = new NvmlFixture();
        nvml.Stub.Gpus = count;

        var failure = nvml.Fail();

        Assert.Equal(GpuFailure.NvmlError, failure.Reason);
        Assert.Contains($"{(uint)count} GPUs", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        Assert.Equal(0, nvml.Stub.Open);
        nvml.Stub.Gpus = 1;
        Assert.Equal(PlausibleReading.Of(0), nvml.ReadOne());
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void AnErrorOfInitOrCountIsAFailureOfTheSource(int code)
    {
        foreach (var function in new[] { nvmlInit_v2, nvmlDeviceGetCount_v2 })
        {
            if (function == nvmlInit_v2 && code == (int)NvmlReturn.AlreadyInitialized)
                continue;
            using var nvml = new NvmlFixture();
            nvml.Stub.Return(function, code);

            var failure = nvml.Fail();

            Assert.Equal(Reason(code), failure.Reason);
            Assert.StartsWith($"{function}: NVML error {code}, ", failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', failure.Message);
            Assert.Equal(0, nvml.Stub.Open);

            nvml.Stub.Return(function, 0);
            Assert.Equal(PlausibleReading.Of(0), nvml.ReadOne());
        }
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void AnErrorOfOneHandleLeavesTheOtherGpus(int code)
    {
        using var nvml = new NvmlFixture(gpus: 3);
        nvml.Stub.PlantProcfs(3);
        nvml.Stub.Return(nvmlDeviceGetHandleByIndex_v2, gpu: 1, code);

        if (DeadGeneration.Contains(code))
        {
            Assert.Equal(Reason(code), nvml.Fail().Reason);
            return;
        }
        var inventory = nvml.Read();

        Assert.Equal(3, inventory.Count);
        Assert.Equal([NvmlStub.Uuid(0), NvmlStub.Uuid(1), NvmlStub.Uuid(2)], inventory.Gpus.Select(gpu => gpu.Uuid));
        Assert.Equal([PlausibleReading.Of(0), default, PlausibleReading.Of(2)], nvml.Readings.Span.ToArray());
    }

    [Theory]
    [InlineData(17, GpuFailure.AccessBlocked)]
    [InlineData(28, GpuFailure.NoDevices)]
    public void ASessionWithoutAnyHandleFails(int code, string reason)
    {
        using var nvml = new NvmlFixture(gpus: 2);
        nvml.Stub.Return(nvmlDeviceGetHandleByIndex_v2, code);

        Assert.Equal(reason, nvml.Fail().Reason);
    }

    [Fact]
    public void ADriverThatIsReplacedIsReadAgainThroughItsNewLibrary()
    {
        using var nvml = new NvmlFixture(gpus: 2);
        Assert.Equal("580.95.05", nvml.Read().DriverVersion);

        nvml.Stub.Code = 18;
        var failure = nvml.Fail();
        Assert.Equal(GpuFailure.VersionMismatch, failure.Reason);
        Assert.Contains("reboot", failure.Message, StringComparison.Ordinal);
        Assert.Equal(GpuFailure.VersionMismatch, nvml.Fail().Reason);
        Assert.DoesNotContain(nvml.Stub.Library, File.ReadAllText("/proc/self/maps"), StringComparison.Ordinal);

        // The new library is another file, and is recognised by what it lacks.
        nvml.Stub.Replace(without: nvmlDeviceGetFanSpeed);
        nvml.Stub.DriverVersion = "595.91.07";
        nvml.Stub.Code = 0;

        var inventory = nvml.Read();
        Assert.Equal(("595.91.07", 2), (inventory.DriverVersion, inventory.Gpus.Length));
        Assert.Equal(PlausibleReading.Of(1) with { FanSpeedPercent = null }, nvml.Readings.Span[1]);
        Assert.Equal(1, nvml.Stub.Open);
    }

    static string Reason(int code) => code switch
    {
        9 => GpuFailure.DriverNotLoaded,
        12 => GpuFailure.LibraryMissing,
        18 => GpuFailure.VersionMismatch,
        4 or 17 => GpuFailure.AccessBlocked,
        6 or 28 => GpuFailure.NoDevices,
        10 => GpuFailure.Timeout,
        15 => GpuFailure.GpuLost,
        _ => GpuFailure.NvmlError,
    };
}
