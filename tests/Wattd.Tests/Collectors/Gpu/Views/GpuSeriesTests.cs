using Wattd.Collectors.Gpu;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Gpu.Views;
using Wattd.Collectors.Gpu.Xids;
using Wattd.Metrics;
using Wattd.Tests.Collectors.Gpu.Nvml;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Gpu.Views;

public sealed class GpuSeriesTests
{
    const string First = "gpu_id=\"00000000:01:00.0\",gpu_name=\"NVIDIA L40S\",gpu_uuid=\"GPU-11111111-2222-3333-4444-555555555555\"";

    readonly MadeUpNode _node = new();

    [Fact]
    public void BeforeTheFirstSampleThereAreNoGpuSeries()
    {
        var page = _node.Page(cpu: false);
        Assert.Null(page.Value("gpu_count"));
        Assert.Equal(1, page.Value("gpu_exporter_alive"));
        Assert.Empty(page.Lines("gpu_up"));
    }

    [Fact]
    public void MemoryErrorsAreCountedOnceOverAChangeOfSource()
    {
        var gpu = new GpuIdentity { Index = 0, BusId = "b", Name = "n", Uuid = "u" };
        var page = _node.Page(cpu: false);
        foreach (var (source, told, shown) in new[]
        {
            ("nvml", 10, 10), ("nvidia-smi", 8, 10), ("nvml", 10, 10), ("nvml", 12, 12), ("nvidia-smi", 8, 12), ("nvidia-smi", 9, 13),
            ("nvidia-smi", 2, 15),
        })
        {
            _node.SampleGpu(
                new GpuInventory(source, "", 1, [gpu]),
                new GpuReading { Up = true, EccCorrectedErrors = told, EccUncorrectedErrors = told + 100 });
            Assert.Equal(shown, page.Value("gpu_ecc_errors_total{gpu_id=\"b\",gpu_name=\"n\",gpu_uuid=\"u\",kind=\"corrected\"}"));
        }
    }

    [Fact]
    public void AMachineWithAsManyGpusAsAreServedHasAWholePage()
    {
        using var nvml = new NvmlFixture(gpus: Plausible.MostGpus);
        var inventory = nvml.Read();
        _node.SampleGpu(inventory, nvml.Readings.Span);

        var page = _node.Page(cpu: false);

        Assert.Equal(Plausible.MostGpus, page.Value("gpu_count"));
        Assert.Equal(Plausible.MostGpus, page.Lines("gpu_up{").Length);
        Assert.Equal(Plausible.MostGpus, page.Lines("gpu_power_draw_watts{").Length);
    }

    [Fact]
    public void AMachineWithoutGpusReportsZero()
    {
        _node.Gpu.Publish(_node.Time.GetTimestamp(), new GpuInventory("", "", 0, []), []);
        Assert.Equal(0, _node.Page(cpu: false).Value("gpu_count"));
    }

    [Fact]
    public void TheDashboardOfTheFleetShowsTheReasonsThatThrottleAGpu()
    {
        var harmless = string.Join('|', ThrottleLabel.All.Where(label => !label.IsProblem).Select(label => label.Name));
        Assert.Contains(
            $"gpu_throttle_active{{job=~\\\"$job\\\",site=~\\\"$site\\\",node=~\\\"$node\\\",reason!~\\\"{harmless}\\\"}}",
            File.ReadAllText(Path.Combine(Repository.Root, "deploy", "grafana", "dashboards", "wattd-fleet.json")));
    }

    [Fact]
    public void EveryReadingHasItsFamily()
    {
        // All values differ, so that none can be mistaken for another.
        var reading = new GpuReading
        {
            Up = true, PowerDrawWatts = 1, PowerAverageWatts = 2, PowerLimitWatts = 3, EnergyJoules = 4, TemperatureCelsius = 5,
            UtilizationPercent = 6, MemoryUtilizationPercent = 7, EncoderUtilizationPercent = 8, DecoderUtilizationPercent = 9,
            MemoryUsedBytes = 10, MemoryReservedBytes = 11, MemoryTotalBytes = 12, GraphicsClockMhz = 13, SmClockMhz = 14,
            MemoryClockMhz = 15, VideoClockMhz = 16, FanSpeedPercent = 17, PerformanceState = 18, PcieLinkGeneration = 19,
            PcieLinkWidth = 20, EncoderSessions = 21, EncoderAverageFps = 22, EncoderAverageLatencySeconds = 23, RecoveryAction = 24,
            EccCorrectedErrors = 25, EccUncorrectedErrors = 26,
        };
        _node.SampleGpu(One(new GpuIdentity { Index = 0, BusId = "b", Name = "n", Uuid = "u" }), reading);
        var page = _node.Page(cpu: false);

        const string gpu = "gpu_id=\"b\",gpu_name=\"n\",gpu_uuid=\"u\"";
        var expected = new Dictionary<string, double>
        {
            ["gpu_power_draw_watts"] = 1, ["gpu_power_average_watts"] = 2, ["gpu_power_limit_watts"] = 3,
            ["gpu_energy_joules_total"] = 4, ["gpu_temperature_celsius"] = 5, ["gpu_utilization_percent"] = 6,
            ["gpu_memory_utilization_percent"] = 7, ["gpu_encoder_utilization_percent"] = 8, ["gpu_decoder_utilization_percent"] = 9,
            ["gpu_memory_used_bytes"] = 10, ["gpu_memory_reserved_bytes"] = 11, ["gpu_memory_total_bytes"] = 12,
            ["gpu_clocks_graphics_mhz"] = 13, ["gpu_clocks_sm_mhz"] = 14, ["gpu_clocks_memory_mhz"] = 15, ["gpu_clocks_video_mhz"] = 16,
            ["gpu_fan_speed_percent"] = 17, ["gpu_pstate"] = 18, ["gpu_pcie_link_generation"] = 19, ["gpu_pcie_link_width"] = 20,
            ["gpu_encoder_sessions"] = 21, ["gpu_encoder_average_fps"] = 22, ["gpu_encoder_average_latency_seconds"] = 23,
            ["gpu_recovery_action"] = 24,
        };
        Assert.All(expected, family => Assert.Equal(family.Value, page.Value($"{family.Key}{{{gpu}}}")));
        Assert.Equal(25, page.Value($"gpu_ecc_errors_total{{{gpu},kind=\"corrected\"}}"));
        Assert.Equal(26, page.Value($"gpu_ecc_errors_total{{{gpu},kind=\"uncorrected\"}}"));
        Assert.Empty(page.Lines("gpu_throttle_active{"));
        Assert.Empty(page.Lines("gpu_encoder_supported{"));
    }

    [Fact]
    public void ALostGpuIsDownAndHasNoReadingsEvenIfSomeLookValid()
    {
        _node.SampleGpu();
        var page = _node.Page(cpu: false);
        const string lost = "gpu_id=\"00000000:41:00.0\"";
        var families = page.Text().Split('\n').Where(line => line.Contains(lost)).Select(line => line.Split('{')[0]).Distinct();
        Assert.Equal(["gpu_encoder_supported", "gpu_info", "gpu_up"], families);
        Assert.Equal(1, page.Value($"gpu_up{{{First}}}"));
        Assert.Equal(2, page.Value("gpu_count"));
    }

    [Fact]
    public void AStaleSampleMakesEveryGpuDownAndItsReadingsAbsent()
    {
        _node.SampleGpu();
        var page = _node.Page(cpu: false);
        _node.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(0, page.Value($"gpu_up{{{First}}}"));
        var families = page.Text().Split('\n').Where(line => line.Contains(First)).Select(line => line.Split('{')[0]).Distinct();
        // Counts of events are as true as before.
        Assert.Equal(["gpu_encoder_supported", "gpu_info", "gpu_up", "gpu_xid_errors_total"], families);

        _node.SampleGpu();
        Assert.Equal(1, page.Value($"gpu_up{{{First}}}"));
        Assert.Equal(123456.789, page.Value($"gpu_energy_joules_total{{{First}}}"));
    }

    [Fact]
    public void AThrottleReasonIsOneSeriesOnOrOff()
    {
        _node.SampleGpu();
        var page = _node.Page(cpu: false);
        Assert.Equal(9, page.Lines("gpu_throttle_active{").Length);
        Assert.Equal(1, page.Value($"gpu_throttle_active{{{First},reason=\"sw_power_cap\"}}"));
        Assert.Equal(0, page.Value($"gpu_throttle_active{{{First},reason=\"hw_slowdown\"}}"));
    }

    [Fact]
    public void ADriverReloadDoesNotDecreaseTheEnergy()
    {
        var gpus = One(new GpuIdentity { Index = 0, BusId = "b", HasEnergyCounter = true });
        const string energy = "gpu_energy_joules_total{gpu_id=\"b\",gpu_name=\"\",gpu_uuid=\"\"}";
        var page = _node.Page(cpu: false);
        _node.SampleGpu(gpus, new GpuReading { Up = true, EnergyJoules = 5000 });
        Assert.Equal(5000, page.Value(energy));
        _node.SampleGpu(gpus, new GpuReading { Up = true, EnergyJoules = 10 });
        Assert.Equal(5010, page.Value(energy));
    }

    [Fact]
    public void ASourceThatTakesOverDoesNotMakeTheEnergyJump()
    {
        const string energy = "gpu_energy_joules_total{gpu_id=\"b\",gpu_name=\"\",gpu_uuid=\"\"}";
        var counting = One(new GpuIdentity { Index = 0, BusId = "b", HasEnergyCounter = true });
        var integrating = One(new GpuIdentity { Index = 0, BusId = "b" }) with { Source = "nvidia-smi" };
        var page = _node.Page(cpu: false);
        _node.SampleGpu(integrating, new GpuReading { Up = true, EnergyJoules = 70 });
        Assert.Equal(70, page.Value(energy));
        _node.SampleGpu(counting, new GpuReading { Up = true, EnergyJoules = 1e9 });
        Assert.Equal(70, page.Value(energy));
        _node.SampleGpu(counting, new GpuReading { Up = true, EnergyJoules = 1e9 + 5 });
        Assert.Equal(75, page.Value(energy));
        Assert.Single(page.Lines("gpu_info{"));
    }

    [Fact]
    public void AGpuThatIsReplacedLeavesNothingBehind()
    {
        var page = _node.Page(cpu: false);
        _node.SampleGpu();
        Assert.NotEmpty(page.Lines($"gpu_up{{{First}"));
        _node.SampleGpu(One(new GpuIdentity { Index = 0, BusId = "00000000:01:00.0", Name = "NVIDIA L40S", Uuid = "GPU-other" }), new GpuReading { Up = true });
        Assert.DoesNotContain("GPU-11111111", page.Text());
        Assert.DoesNotContain("GPU-66666666", page.Text());
        Assert.Single(page.Lines("gpu_up{"));
        Assert.Equal(1, page.Value("gpu_count"));
    }

    [Fact]
    public void InfoFollowsTheIdentity()
    {
        var page = _node.Page(cpu: false);
        var gpu = new GpuIdentity { Index = 0, BusId = "b", PersistenceMode = "Disabled" };
        _node.SampleGpu(One(gpu), new GpuReading { Up = true });
        Assert.Contains("persistence_mode=\"Disabled\"", Assert.Single(page.Lines("gpu_info{")));
        _node.SampleGpu(One(gpu with { Index = 3, PersistenceMode = "Enabled" }), new GpuReading { Up = true });
        Assert.Contains("index=\"3\",driver_version=\"1.2\",vbios_version=\"\",pci_bus_id=\"b\",persistence_mode=\"Enabled\"", Assert.Single(page.Lines("gpu_info{")));
    }

    [Fact]
    public void ALostGpuShowsTheXidsThatSayWhy()
    {
        var page = _node.Page(cpu: false);
        _node.SampleGpu(One(MadeUpNode.Gpus.Gpus[0]), new GpuReading { Up = true, Xids = [] });
        Assert.Empty(page.Lines("gpu_xid_errors_total{"));

        _node.SampleGpu(One(MadeUpNode.Gpus.Gpus[0]), new GpuReading { Xids = [Seen("79", 1)] });
        _node.SampleGpu(One(MadeUpNode.Gpus.Gpus[0]), new GpuReading { Xids = [Seen("79", 3), Seen("other", 2)] });

        Assert.Equal(3, page.Value($"gpu_xid_errors_total{{{First},xid=\"79\"}}"));
        Assert.Equal(2, page.Value($"gpu_xid_errors_total{{{First},xid=\"other\"}}"));
        Assert.Equal(0, page.Value($"gpu_up{{{First}}}"));

        _node.SampleGpu(One(MadeUpNode.Gpus.Gpus[1]), new GpuReading { Up = true });
        Assert.Empty(page.Lines("gpu_xid_errors_total{"));
    }

    [Fact]
    public void APageThatIsPrintedOnceHasNoXids()
    {
        _node.SampleGpu();
        var registry = Prometheus.Metrics.NewCustomRegistry();
        var series = new GpuSeries(Prometheus.Metrics.WithCustomRegistry(registry), _node.Gpu, _node.GpuStatus, PageUse.Once);
        series.Update();
        var page = new MetricsPage(registry, [series], () => 1, _node.Time, false, new PageCompressor());
        Assert.NotEmpty(page.Lines("gpu_ecc_errors_total{"));
        Assert.Empty(page.Lines("gpu_xid_errors_total{"));
    }

    static SeenXid Seen(string label, long count) => new(label, "", "", IsCritical: false, count, DateTimeOffset.UnixEpoch, IsOpen: true);

    [Fact]
    public void TheStatusPageShowsTheSameReadings()
    {
        _node.SampleGpu();
        var table = _node.Readings[1].Table();
        Assert.Equal(
            ["0 NVIDIA L40S", "00000000:01:00.0", "throttled: sw power cap; XID 13: a program made the graphics or compute engine fail, 2 since wattd started, last 2026-11-26T03:14:15Z", "110.4", "141.3", "350", "9", "67", "2", "1 h264 1920x1080, 1 hevc 3840x2160", "0", "1.1 of 45", "54"], table.Rows[0]);
        Assert.Equal("lost", table.Rows[1][2]);
        Assert.All(table.Rows, row => Assert.Equal(table.Columns.Count, row.Length));
    }

    [Fact]
    public void TheStatusPageSaysThatAGpuHasNotAnsweredInTime()
    {
        _node.SampleGpu(One(MadeUpNode.Gpus.Gpus[0]), new GpuReading { TimedOut = true });
        Assert.Equal("no answer in time", _node.Readings[1].Table().Rows[0][2]);
    }

    static GpuInventory One(GpuIdentity gpu) => new("nvml", "1.2", 1, [gpu]);
}
