using System.Text.Json;
using Wattd.Collectors.Gpu;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Tests.Collectors.Gpu.Nvml;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Gpu.Views;

/// <summary>Counters of the driver, and values with a label of their own.</summary>
public sealed class GpuPartTests
{
    const string Gpu = "gpu_id=\"b\",gpu_name=\"n\",gpu_uuid=\"u\"";

    static readonly GpuIdentity Identity = new() { Index = 0, BusId = "b", Name = "n", Uuid = "u" };

    readonly MadeUpNode _node = new();

    [Fact]
    public void EveryReadingHasItsSeries()
    {
        // All values differ, so that none can be mistaken for another.
        var reading = new GpuReading
        {
            Up = true, JpegUtilizationPercent = 1, OfaUtilizationPercent = 2, EncoderCapacityH264Percent = 3, EncoderCapacityHevcPercent = 4,
            EncoderCapacityAv1Percent = 5, MemoryTemperatureCelsius = 6, SlowdownTemperatureCelsius = 7, ShutdownTemperatureCelsius = 8,
            PowerLimitDefaultWatts = 9, PowerLimitMinWatts = 10, PowerLimitMaxWatts = 11, MaxGraphicsClockMhz = 12, MaxSmClockMhz = 13,
            MaxMemoryClockMhz = 14, MaxVideoClockMhz = 15, ThrottledBySoftwarePowerCapSeconds = 16, ThrottledBySyncBoostSeconds = 17,
            ThrottledBySoftwareThermalSeconds = 18, ThrottledByHardwareThermalSeconds = 19, ThrottledByHardwarePowerBrakeSeconds = 20,
            PcieTransmittedBytes = 21, PcieReceivedBytes = 22, PcieReplays = 23, RemappedRowsCorrectable = 24,
            RemappedRowsUncorrectable = 25, RemappedRowsPending = 26, RemappedRowsFailure = 27, RetiredPagesSingleBit = 28,
            RetiredPagesDoubleBit = 29, RetiredPagesPending = 30,
        };
        Sample("nvml", reading);
        var page = _node.Page(cpu: false);

        var expected = new Dictionary<string, double>
        {
            ["gpu_jpeg_utilization_percent{"] = 1, ["gpu_ofa_utilization_percent{"] = 2,
            ["gpu_encoder_capacity_percent{,codec=\"h264\""] = 3, ["gpu_encoder_capacity_percent{,codec=\"hevc\""] = 4,
            ["gpu_encoder_capacity_percent{,codec=\"av1\""] = 5, ["gpu_memory_temperature_celsius{"] = 6,
            ["gpu_temperature_slowdown_celsius{"] = 7, ["gpu_temperature_shutdown_celsius{"] = 8,
            ["gpu_power_limit_default_watts{"] = 9, ["gpu_power_limit_min_watts{"] = 10, ["gpu_power_limit_max_watts{"] = 11,
            ["gpu_clocks_max_graphics_mhz{"] = 12, ["gpu_clocks_max_sm_mhz{"] = 13, ["gpu_clocks_max_memory_mhz{"] = 14,
            ["gpu_clocks_max_video_mhz{"] = 15, ["gpu_throttle_seconds_total{,reason=\"sw_power_cap\""] = 16,
            ["gpu_throttle_seconds_total{,reason=\"sync_boost\""] = 17, ["gpu_throttle_seconds_total{,reason=\"sw_thermal_slowdown\""] = 18,
            ["gpu_throttle_seconds_total{,reason=\"hw_thermal_slowdown\""] = 19,
            ["gpu_throttle_seconds_total{,reason=\"hw_power_brake_slowdown\""] = 20,
            ["gpu_pcie_transmit_bytes_total{"] = 21, ["gpu_pcie_receive_bytes_total{"] = 22, ["gpu_pcie_replays_total{"] = 23,
            ["gpu_remapped_rows{,kind=\"correctable\""] = 24, ["gpu_remapped_rows{,kind=\"uncorrectable\""] = 25,
            ["gpu_remapped_rows_pending{"] = 26, ["gpu_remapped_rows_failure{"] = 27,
            ["gpu_retired_pages{,kind=\"single_bit\""] = 28, ["gpu_retired_pages{,kind=\"double_bit\""] = 29,
            ["gpu_retired_pages_pending{"] = 30,
        };
        Assert.All(expected, series => Assert.Equal(series.Value, page.Value($"{series.Key.Replace("{", $"{{{Gpu}", StringComparison.Ordinal)}}}")));
    }

    [Fact]
    public void ThrottleTimeNeverDecreasesOverAReloadOrAChangeOfSource()
    {
        var page = _node.Page(cpu: false);
        foreach (var (source, told, shown) in new[]
        {
            ("nvml", 100.0, 100.0), ("nvml", 100.25, 100.25), ("nvidia-smi", 100.2, 100.25), ("nvidia-smi", 101.2, 101.25), ("nvml", 105, 101.25),
            ("nvml", 106, 102.25), ("nvml", 2, 104.25),
        })
        {
            Sample(source, new GpuReading { Up = true, ThrottledBySoftwareThermalSeconds = told });
            Assert.Equal(shown, page.Value($"gpu_throttle_seconds_total{{{Gpu},reason=\"sw_thermal_slowdown\"}}"));
        }
    }

    [Fact]
    public void ACounterThatIsNotReadIsAbsentAndGoesOnAfterwards()
    {
        var page = _node.Page(cpu: false);
        foreach (var (told, shown) in new (double?, double?)[] { (10, 10), (null, null), (14, 14), (3, 17) })
        {
            Sample("nvml", new GpuReading { Up = true, PcieReplays = told });
            Assert.Equal(shown, page.Value($"gpu_pcie_replays_total{{{Gpu}}}"));
        }
    }

    [Fact]
    public void WhateverADriverReportsNoCounterOnThePageDecreases()
    {
        var (random, page, last) = (new Random(16), _node.Page(cpu: false), new Dictionary<string, double>());
        for (var i = 0; i < 300; i++)
        {
            double? Any() => random.Next(6) == 0 ? null : random.Next(1_000);
            Sample(random.Next(5) == 0 ? "nvidia-smi" : "nvml", new GpuReading
            {
                Up = random.Next(8) > 0, ThrottledBySoftwarePowerCapSeconds = Any(), PcieTransmittedBytes = Any(), PcieReceivedBytes = Any(),
                PcieReplays = Any(), EccCorrectedErrors = Any(),
            });
            foreach (var (series, value) in OpenMetricsParser.Parse(page.Get(Wattd.Metrics.PageFormat.OpenMetrics, gzip: false).Span))
            {
                if (!series.Contains("_total{", StringComparison.Ordinal))
                    continue;
                Assert.InRange(value, last.GetValueOrDefault(series), double.MaxValue);
                last[series] = value;
            }
        }
        Assert.Contains(last.Keys, series => series.StartsWith("gpu_pcie_transmit_bytes_total", StringComparison.Ordinal));
    }

    [Fact]
    public void TheJsonHasAnObjectForEachFamilyWithALabelAndNoneWithoutValues()
    {
        Sample("nvml", new GpuReading
        {
            Up = true, EncoderCapacityAv1Percent = 31, RetiredPagesDoubleBit = 1, ThrottledBySyncBoostSeconds = 2.5, PcieReplays = 4,
        });
        using var json = JsonDocument.Parse(_node.Document().Get(since: null));
        var gpu = json.RootElement.GetProperty("gpu").GetProperty("gpus")[0];

        Assert.Equal("""{"av1":31}""", gpu.GetProperty("gpu_encoder_capacity_percent").GetRawText());
        Assert.Equal("""{"double_bit":1}""", gpu.GetProperty("gpu_retired_pages").GetRawText());
        Assert.Equal("""{"sync_boost":2.5}""", gpu.GetProperty("gpu_throttle_seconds_total").GetRawText());
        Assert.Equal(4, gpu.GetProperty("gpu_pcie_replays_total").GetDouble());
        Assert.False(gpu.TryGetProperty("gpu_remapped_rows", out _));
        Assert.False(gpu.TryGetProperty("gpu_pcie_transmit_bytes_total", out _));
    }

    [Fact]
    public void OnSixteenGpusAFailureOfOneCallIsOneAbsentFieldOfOneGpu()
    {
        foreach (var function in new[]
        {
            NvmlFunction.nvmlDeviceGetJpgUtilization, NvmlFunction.nvmlDeviceGetOfaUtilization,
            NvmlFunction.nvmlDeviceGetPowerManagementDefaultLimit, NvmlFunction.nvmlDeviceGetPowerManagementLimitConstraints,
            NvmlFunction.nvmlDeviceGetTemperatureThreshold, NvmlFunction.nvmlDeviceGetMaxClockInfo, NvmlFunction.nvmlDeviceGetSamples,
        })
        {
            using var nvml = new NvmlFixture(gpus: 16);
            nvml.Stub.Return(function, gpu: 11, 999);
            var inventory = nvml.Read();

            for (var gpu = 0; gpu < 16; gpu++)
            {
                Assert.Equal(
                    gpu == 11 ? NvmlLibraryTests.Without(function, PlausibleReading.Of(gpu)) : PlausibleReading.Of(gpu),
                    nvml.Readings.Span[gpu]);
            }
            _node.SampleGpu(inventory, nvml.Readings.Span);
            Assert.Equal(16, _node.Page(cpu: false).Lines("gpu_up{").Count(line => line.EndsWith(" 1", StringComparison.Ordinal)));
        }
    }

    void Sample(string source, GpuReading reading) => _node.SampleGpu(new GpuInventory(source, "", 1, [Identity]), reading);
}
