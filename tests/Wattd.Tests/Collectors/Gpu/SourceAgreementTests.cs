using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Wattd.Collectors.Gpu;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Tests.Collectors.Gpu.NvidiaSmi;
using Wattd.Tests.Collectors.Gpu.Nvml;
using Wattd.Tests.Support;
using static Wattd.Tests.Support.NvmlFunction;

namespace Wattd.Tests.Collectors.Gpu;

/// <summary>The same fake machine, read by both sources.</summary>
public sealed class SourceAgreementTests
{
    [Fact]
    public void BothSourcesReportTheSameForTheSameGpus()
    {
        using var nvml = new NvmlFixture(gpus: 2);
        using var smi = new NvidiaSmiRig();
        smi.Fake.Prints(Document(Gpu(0), Gpu(1)));

        var (byNvml, bySmi) = (nvml.Read(), smi.Read());

        Assert.Equal((byNvml.Count, byNvml.DriverVersion), (bySmi.Count, bySmi.DriverVersion));
        Assert.Equal(byNvml.Gpus.Select(OnlyWhatBothTell), bySmi.Gpus.Select(OnlyWhatBothTell));
        Assert.Equal(
            nvml.Readings.Span.ToArray().Select(OnlyWhatBothTell), smi.Readings.Span.ToArray().Select(OnlyWhatBothTell));
    }

    [Fact]
    public void BothSourcesReportALostGpuInTheSameWay()
    {
        using var nvml = new NvmlFixture(gpus: 2);
        using var smi = new NvidiaSmiRig();
        smi.Fake.Prints(Document(Gpu(0), Gpu(1)));
        nvml.Read();
        smi.Read();

        nvml.Stub.ReturnForGpu(1, 15);
        smi.Fake.Prints(Document(Gpu(0), Gpu(1).Replace(" W<", " is lost<").Replace("111.500", "GPU").Replace("109.250", "GPU")));
        var (byNvml, bySmi) = (nvml.Read(), smi.Read());

        Assert.Equal([true, false], nvml.Readings.Span.ToArray().Select(reading => reading.Up));
        Assert.Equal(byNvml.Gpus.Select(OnlyWhatBothTell), bySmi.Gpus.Select(OnlyWhatBothTell));
        Assert.Equal(
            nvml.Readings.Span.ToArray().Select(OnlyWhatBothTell), smi.Readings.Span.ToArray().Select(OnlyWhatBothTell));
    }

    /// <summary>nvidia-smi prints no use of engines.</summary>
    [Fact]
    public void BothSourcesReportTheSameMemoryOfTheSameProcesses()
    {
        using var nvml = new NvmlFixture(gpus: 2);
        using var smi = new NvidiaSmiRig();
        nvml.Demand.IsAsked = smi.Demand.IsAsked = true;
        nvml.Stub.PlantProcesses(0, mode: 0, (4711, 412 << 20), (4712, 300 << 20));
        nvml.Stub.PlantProcesses(0, mode: 1, (1822, 18 << 20), (4713, -1));
        smi.Fake.Prints(Document(
            Gpu(0).Replace("</gpu>", $"<processes>{Process(4711, "C", "412 MiB")}{Process(1822, "G", "18 MiB")}{Process(4712, "C", "300 MiB")}{Process(4713, "C+G", "N/A")}</processes></gpu>"),
            Gpu(1).Replace("</gpu>", "<processes>\n\t\t</processes></gpu>")));
        nvml.Read();
        smi.Read();

        var (byNvml, bySmi) = (nvml.Readings.Span.ToArray().Select(Memory), smi.Readings.Span.ToArray().Select(Memory));
        Assert.Equal([[(1822, 18 << 20), (4711, 412 << 20), (4712, 300 << 20), (4713, null)], []], byNvml);
        Assert.Equal(byNvml, bySmi);
        Assert.All(smi.Readings.Span[0].Processes!.Value, process => Assert.Null(process.Engines));

        static (uint, double?)[] Memory(GpuReading reading) => [.. reading.Processes!.Value.Select(process => (process.Pid, process.MemoryBytes))];
        static string Process(int pid, string type, string memory) =>
            $"<process_info><gpu_instance_id>N/A</gpu_instance_id><pid>{pid}</pid><type>{type}</type><process_name>ffmpeg -i \u00ff</process_name><used_memory>{memory}</used_memory></process_info>";
    }

    [Theory]
    [InlineData("")]
    [InlineData("<processes>N/A</processes>")]
    [InlineData("<processes>Insufficient Permissions</processes>")]
    public void ProcessesThatNvidiaSmiDoesNotListAreAbsent(string processes)
    {
        using var smi = new NvidiaSmiRig();
        smi.Demand.IsAsked = true;
        smi.Fake.Prints(Document(Gpu(0).Replace("</gpu>", $"{processes}</gpu>"), Gpu(1)));
        smi.Read();

        Assert.Equal((true, null), (smi.Readings.Span[0].Up, smi.Readings.Span[0].Processes));
    }

    [Fact]
    public void WithoutDemandNvidiaSmiGivesNoProcesses()
    {
        using var smi = new NvidiaSmiRig();
        smi.Fake.Prints(Document(Gpu(0).Replace("</gpu>", "<processes/></gpu>"), Gpu(1)));
        smi.Read();

        Assert.Null(smi.Readings.Span[0].Processes);
    }

    /// <summary>A field in error: the calls of NVML, the elements of nvidia-smi, and whether it is a reading.</summary>
    public static TheoryData<NvmlFunction[], string[], bool> Fields => new()
    {
        { [nvmlDeviceGetFanSpeed], ["fan_speed"], false },
        { [nvmlDeviceGetPerformanceState], ["performance_state"], false },
        { [nvmlDeviceGetCurrPcieLinkGeneration], ["current_link_gen"], false },
        { [nvmlDeviceGetCurrPcieLinkWidth], ["current_link_width"], false },
        { [nvmlDeviceGetEncoderStats], ["session_count", "average_fps", "average_latency"], false },
        {
            [nvmlDeviceGetTotalEccErrors],
            ["sram_correctable", "sram_uncorrectable_parity", "sram_uncorrectable_secded", "dram_correctable", "dram_uncorrectable"],
            false
        },
        { [nvmlDeviceGetEnforcedPowerLimit, nvmlDeviceGetPowerManagementLimit], ["current_power_limit"], false },
        { [nvmlDeviceGetVbiosVersion], ["vbios_version"], false },
        { [nvmlDeviceGetJpgUtilization], ["jpeg_util"], false },
        { [nvmlDeviceGetOfaUtilization], ["ofa_util"], false },
        { [nvmlDeviceGetPowerManagementDefaultLimit], ["default_power_limit"], false },
        { [nvmlDeviceGetPowerManagementLimitConstraints], ["min_power_limit", "max_power_limit"], false },
        { [nvmlDeviceGetTemperatureThreshold], ["gpu_temp_max_threshold", "gpu_temp_slow_threshold"], false },
        { [nvmlDeviceGetPersistenceMode], ["persistence_mode"], false },
        { [nvmlDeviceGetFieldValues], ["average_power_draw", "instant_power_draw"], true },
        { [nvmlDeviceGetUtilizationRates], ["gpu_util", "memory_util"], true },
        { [nvmlDeviceGetEncoderUtilization], ["encoder_util"], true },
        { [nvmlDeviceGetDecoderUtilization], ["decoder_util"], true },
        { [nvmlDeviceGetTemperatureV], ["gpu_temp"], true },
        { [nvmlDeviceGetMemoryInfo_v2], ["total", "reserved", "used"], true },
        { [nvmlDeviceGetClockInfo], ["graphics_clock", "sm_clock", "mem_clock", "video_clock"], true },
    };

    [Theory]
    [MemberData(nameof(Fields))]
    public void BothSourcesReportAFieldInErrorInTheSameWay(NvmlFunction[] functions, string[] elements, bool isReading)
    {
        using var nvml = new NvmlFixture(gpus: 2);
        using var smi = new NvidiaSmiRig();
        smi.Fake.Prints(Document(Gpu(0), Gpu(1)));
        nvml.Read();
        smi.Read();

        foreach (var function in functions)
            nvml.Stub.Return(function, gpu: 1, 999);
        var inError = elements.Aggregate(Gpu(1), (gpu, element) =>
            Regex.Replace(gpu, $"<{element}>[^<]*</{element}>", $"<{element}>Unknown Error</{element}>"));
        smi.Fake.Prints(Document(Gpu(0), inError));
        nvml.LetPass(60);
        var (byNvml, bySmi) = (nvml.Read(), smi.Read());

        Assert.Equal([true, !isReading], nvml.Readings.Span.ToArray().Select(reading => reading.Up));
        Assert.Equal(byNvml.Gpus.Select(OnlyWhatBothTell), bySmi.Gpus.Select(OnlyWhatBothTell));
        Assert.Equal(
            nvml.Readings.Span.ToArray().Select(OnlyWhatBothTell), smi.Readings.Span.ToArray().Select(OnlyWhatBothTell));
    }

    /// <summary>
    /// NVML reports the values of the document, element by element; those that are not numbers are not supported.
    /// </summary>
    [Theory]
    [MemberData(nameof(SharedDocumentTests.Documents), MemberType = typeof(SharedDocumentTests))]
    public void BothSourcesReportTheSameForEveryBoardOfTheSharedDocuments(string document)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Repository.Shared("nvidia-smi"), document));
        using var smi = new NvidiaSmiRig();
        smi.Fake.Prints(bytes);
        smi.Read();

        XElement[] boards = [.. ReadDocument(bytes).Root!.Elements("gpu")];
        using var nvml = new NvmlFixture(boards.Length);
        foreach (var (gpu, board) in boards.Index())
        {
            foreach (var (value, perUnit, paths) in Elements)
                nvml.Stub[gpu, value] = Number(board, perUnit, paths);
            if (board.Descendants("gpu_temp").Any(temperature => temperature.Value == "GPU is lost"))
                nvml.Stub.ReturnForGpu(gpu, 15);
        }
        nvml.Read();

        Assert.NotEmpty(boards);
        Assert.Equal(
            smi.Readings.Span.ToArray().Select(OnlyTheElements), nvml.Readings.Span.ToArray().Select(OnlyTheElements));
    }

    [Fact]
    public void EveryValueThatTheSharedDocumentsAreComparedByIsANumberInOneOfThem()
    {
        XElement[] boards =
        [
            .. SharedDocumentTests.Documents.SelectMany(row =>
                ReadDocument(File.ReadAllBytes(Path.Combine(Repository.Shared("nvidia-smi"), row.Data))).Root!.Elements("gpu")),
        ];
        Assert.All(Elements, element => Assert.Contains(boards, board => Number(board, element.PerUnit, element.Paths) >= 0));
    }

    const double Mebi = 1 << 20;

    /// <summary>
    /// A value of the library, the factor to the document's unit, and its places in the document; the first that
    /// exists.
    /// </summary>
    static readonly (NvmlValue Value, double PerUnit, string[] Paths)[] Elements =
    [
        (NvmlValue.PowerInstant, 1000, ["gpu_power_readings/instant_power_draw"]),
        (NvmlValue.PowerAverage, 1000, ["gpu_power_readings/average_power_draw"]),
        (NvmlValue.PowerUsage, 1000, ["gpu_power_readings/power_draw", "power_readings/power_draw"]),
        (NvmlValue.EnforcedPowerLimit, 1000, ["gpu_power_readings/current_power_limit", "power_readings/enforced_power_limit"]),
        (NvmlValue.PowerManagementLimit, 1000, ["gpu_power_readings/power_limit", "power_readings/power_limit"]),
        (NvmlValue.Temperature, 1, ["temperature/gpu_temp"]),
        (NvmlValue.Utilization, 1, ["utilization/gpu_util"]),
        (NvmlValue.MemoryUtilization, 1, ["utilization/memory_util"]),
        (NvmlValue.EncoderUtilization, 1, ["utilization/encoder_util"]),
        (NvmlValue.DecoderUtilization, 1, ["utilization/decoder_util"]),
        (NvmlValue.MemoryTotal, Mebi, ["fb_memory_usage/total"]),
        (NvmlValue.MemoryUsed, Mebi, ["fb_memory_usage/used"]),
        (NvmlValue.GraphicsClock, 1, ["clocks/graphics_clock"]),
        (NvmlValue.SmClock, 1, ["clocks/sm_clock"]),
        (NvmlValue.MemoryClock, 1, ["clocks/mem_clock"]),
        (NvmlValue.VideoClock, 1, ["clocks/video_clock"]),
        (NvmlValue.FanSpeed, 1, ["fan_speed"]),
        (NvmlValue.EncoderSessions, 1, ["encoder_stats/session_count"]),
        (NvmlValue.EncoderFps, 1, ["encoder_stats/average_fps"]),
        (NvmlValue.EncoderLatency, 1, ["encoder_stats/average_latency"]),
        (NvmlValue.JpegUtilization, 1, ["utilization/jpeg_util"]),
        (NvmlValue.OfaUtilization, 1, ["utilization/ofa_util"]),
        (NvmlValue.MemoryTemperature, 1, ["temperature/memory_temp"]),
        (NvmlValue.SlowdownTemperature, 1, ["temperature/gpu_temp_slow_threshold"]),
        (NvmlValue.ShutdownTemperature, 1, ["temperature/gpu_temp_max_threshold"]),
        (NvmlValue.PowerLimitDefault, 1000, ["gpu_power_readings/default_power_limit", "power_readings/default_power_limit"]),
        (NvmlValue.PowerLimitMin, 1000, ["gpu_power_readings/min_power_limit", "power_readings/min_power_limit"]),
        (NvmlValue.PowerLimitMax, 1000, ["gpu_power_readings/max_power_limit", "power_readings/max_power_limit"]),
        (NvmlValue.MaxGraphicsClock, 1, ["max_clocks/graphics_clock"]),
        (NvmlValue.MaxSmClock, 1, ["max_clocks/sm_clock"]),
        (NvmlValue.MaxMemoryClock, 1, ["max_clocks/mem_clock"]),
        (NvmlValue.MaxVideoClock, 1, ["max_clocks/video_clock"]),
        (NvmlValue.PcieReplays, 1, ["pci/replay_counter"]),
        (NvmlValue.ThrottlePowerCap, 1000, ["clocks_event_reasons_counters/clocks_event_reasons_counters_sw_power_cap"]),
        (NvmlValue.ThrottleSyncBoost, 1000, ["clocks_event_reasons_counters/clocks_event_reasons_counters_sync_boost"]),
        (NvmlValue.ThrottleSoftwareThermal, 1000, ["clocks_event_reasons_counters/clocks_event_reasons_counters_sw_therm_slowdown"]),
        (NvmlValue.ThrottleHardwareThermal, 1000, ["clocks_event_reasons_counters/clocks_event_reasons_counters_hw_therm_slowdown"]),
        (NvmlValue.ThrottlePowerBrake, 1000, ["clocks_event_reasons_counters/clocks_event_reasons_counters_hw_power_brake"]),
        (NvmlValue.RetiredSingleBit, 1, ["retired_pages/multiple_single_bit_retirement/retired_count"]),
        (NvmlValue.RetiredDoubleBit, 1, ["retired_pages/double_bit_retirement/retired_count"]),
        (NvmlValue.RetiredPending, 1, ["retired_pages/pending_retirement"]),
        (NvmlValue.RemappedCorrectable, 1, ["remapped_rows/remapped_row_corr"]),
        (NvmlValue.RemappedUncorrectable, 1, ["remapped_rows/remapped_row_unc"]),
        (NvmlValue.RemappedPending, 1, ["remapped_rows/remapped_row_pending"]),
        (NvmlValue.RemappedFailure, 1, ["remapped_rows/remapped_row_failure"]),
    ];

    static GpuReading OnlyTheElements(GpuReading reading) => new()
    {
        Up = reading.Up,
        PowerDrawWatts = reading.PowerDrawWatts,
        PowerLimitWatts = reading.PowerLimitWatts,
        TemperatureCelsius = reading.TemperatureCelsius,
        UtilizationPercent = reading.UtilizationPercent,
        MemoryUtilizationPercent = reading.MemoryUtilizationPercent,
        EncoderUtilizationPercent = reading.EncoderUtilizationPercent,
        DecoderUtilizationPercent = reading.DecoderUtilizationPercent,
        MemoryTotalBytes = reading.MemoryTotalBytes,
        MemoryUsedBytes = reading.MemoryUsedBytes,
        GraphicsClockMhz = reading.GraphicsClockMhz,
        SmClockMhz = reading.SmClockMhz,
        MemoryClockMhz = reading.MemoryClockMhz,
        VideoClockMhz = reading.VideoClockMhz,
        FanSpeedPercent = reading.FanSpeedPercent,
        EncoderSessions = reading.EncoderSessions,
        EncoderAverageFps = reading.EncoderAverageFps,
        EncoderAverageLatencySeconds = reading.EncoderAverageLatencySeconds,
        JpegUtilizationPercent = reading.JpegUtilizationPercent,
        OfaUtilizationPercent = reading.OfaUtilizationPercent,
        MemoryTemperatureCelsius = reading.MemoryTemperatureCelsius,
        SlowdownTemperatureCelsius = reading.SlowdownTemperatureCelsius,
        ShutdownTemperatureCelsius = reading.ShutdownTemperatureCelsius,
        PowerLimitDefaultWatts = reading.PowerLimitDefaultWatts,
        PowerLimitMinWatts = reading.PowerLimitMinWatts,
        PowerLimitMaxWatts = reading.PowerLimitMaxWatts,
        MaxGraphicsClockMhz = reading.MaxGraphicsClockMhz,
        MaxSmClockMhz = reading.MaxSmClockMhz,
        MaxMemoryClockMhz = reading.MaxMemoryClockMhz,
        MaxVideoClockMhz = reading.MaxVideoClockMhz,
        PcieReplays = reading.PcieReplays,
        ThrottledBySoftwarePowerCapSeconds = reading.ThrottledBySoftwarePowerCapSeconds,
        ThrottledBySyncBoostSeconds = reading.ThrottledBySyncBoostSeconds,
        ThrottledBySoftwareThermalSeconds = reading.ThrottledBySoftwareThermalSeconds,
        ThrottledByHardwareThermalSeconds = reading.ThrottledByHardwareThermalSeconds,
        ThrottledByHardwarePowerBrakeSeconds = reading.ThrottledByHardwarePowerBrakeSeconds,
        RetiredPagesSingleBit = reading.RetiredPagesSingleBit,
        RetiredPagesDoubleBit = reading.RetiredPagesDoubleBit,
        RetiredPagesPending = reading.RetiredPagesPending,
        RemappedRowsCorrectable = reading.RemappedRowsCorrectable,
        RemappedRowsUncorrectable = reading.RemappedRowsUncorrectable,
        RemappedRowsPending = reading.RemappedRowsPending,
        RemappedRowsFailure = reading.RemappedRowsFailure,
    };

    static XDocument ReadDocument(byte[] bytes)
    {
        using var reader = XmlReader.Create(
            new MemoryStream(bytes), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });
        return XDocument.Load(reader);
    }

    /// <summary>Minus one, which the stub library treats as not supported, if there is no number.</summary>
    static long Number(XElement board, double perUnit, string[] paths)
    {
        foreach (var path in paths)
        {
            var element = path.Split('/').Aggregate(board, (XElement? parent, string name) => parent?.Element(name));
            if (element?.Value is "Yes" or "No")
                return element.Value == "Yes" ? 1 : 0;
            if (double.TryParse(element?.Value.Split(' ')[0], CultureInfo.InvariantCulture, out var number))
                return (long)Math.Round(number * perUnit);
        }
        return -1;
    }

    /// <summary>
    /// nvidia-smi has no counters of energy and PCIe traffic, does not list the encoder sessions, and does not report which codecs a
    /// GPU encodes and how much capacity is left for them.
    /// </summary>
    static GpuReading OnlyWhatBothTell(GpuReading reading) => reading with
    {
        EnergyJoules = null,
        EncoderSessionList = null,
        PcieTransmittedBytes = null,
        PcieReceivedBytes = null,
        EncoderCapacityH264Percent = null,
        EncoderCapacityHevcPercent = null,
        EncoderCapacityAv1Percent = null,
    };

    static GpuIdentity OnlyWhatBothTell(GpuIdentity gpu) =>
        gpu with { EncodesH264 = null, EncodesHevc = null, EncodesAv1 = null, HasEnergyCounter = false };

    static string Document(params string[] gpus) =>
        $"<nvidia_smi_log><driver_version>580.95.05</driver_version><attached_gpus>2</attached_gpus>{string.Concat(gpus)}</nvidia_smi_log>";

    /// <summary>The output of nvidia-smi from driver 580 for a GPU with the values of the stub library.</summary>
    static string Gpu(int gpu) => $"""
        <gpu id="{NvmlStub.BusId(gpu)}">
          <product_name>NVIDIA L40S</product_name>
          <persistence_mode>Enabled</persistence_mode>
          <uuid>{NvmlStub.Uuid(gpu)}</uuid>
          <vbios_version>95.02.66.00.01</vbios_version>
          <gpu_recovery_action>None</gpu_recovery_action>
          <pci>
            <replay_counter>{2 + gpu}</replay_counter>
            <pci_gpu_link_info>
              <pcie_gen><max_link_gen>5</max_link_gen><current_link_gen>4</current_link_gen></pcie_gen>
              <link_widths><max_link_width>16x</max_link_width><current_link_width>16x</current_link_width></link_widths>
            </pci_gpu_link_info>
          </pci>
          <fan_speed>{35 + gpu} %</fan_speed>
          <performance_state>P0</performance_state>
          <clocks_event_reasons>
            <clocks_event_reason_gpu_idle>Not Active</clocks_event_reason_gpu_idle>
            <clocks_event_reason_sw_power_cap>Active</clocks_event_reason_sw_power_cap>
          </clocks_event_reasons>
          <clocks_event_reasons_counters>
            <clocks_event_reasons_counters_sw_power_cap>{4_251_825_415 + (1_000_000L * gpu)} us</clocks_event_reasons_counters_sw_power_cap>
            <clocks_event_reasons_counters_sync_boost>{1_000_000L * gpu} us</clocks_event_reasons_counters_sync_boost>
            <clocks_event_reasons_counters_sw_therm_slowdown>{12_500_000 + (1_000_000L * gpu)} us</clocks_event_reasons_counters_sw_therm_slowdown>
            <clocks_event_reasons_counters_hw_therm_slowdown>{250_000 + (1_000_000L * gpu)} us</clocks_event_reasons_counters_hw_therm_slowdown>
            <clocks_event_reasons_counters_hw_power_brake>{750_000 + (1_000_000L * gpu)} us</clocks_event_reasons_counters_hw_power_brake>
          </clocks_event_reasons_counters>
          <fb_memory_usage>
            <total>46068 MiB</total><reserved>568 MiB</reserved><used>{1280 + gpu} MiB</used><free>44220 MiB</free>
          </fb_memory_usage>
          <utilization>
            <gpu_util>{10 + gpu} %</gpu_util>
            <memory_util>{3 + gpu} %</memory_util>
            <encoder_util>{60 + gpu} %</encoder_util>
            <decoder_util>{30 + gpu} %</decoder_util>
            <jpeg_util>{5 + gpu} %</jpeg_util>
            <ofa_util>{7 + gpu} %</ofa_util>
          </utilization>
          <encoder_stats>
            <session_count>{2 + gpu}</session_count>
            <average_fps>{240 + gpu}</average_fps>
            <average_latency>{63_000 + (1_000 * gpu)}</average_latency>
          </encoder_stats>
          <ecc_errors>
            <volatile>
              <sram_correctable>0</sram_correctable>
              <sram_uncorrectable_parity>0</sram_uncorrectable_parity>
              <sram_uncorrectable_secded>0</sram_uncorrectable_secded>
              <dram_correctable>{1 + gpu}</dram_correctable>
              <dram_uncorrectable>0</dram_uncorrectable>
            </volatile>
          </ecc_errors>
          <retired_pages>
            <multiple_single_bit_retirement><retired_count>{4 + gpu}</retired_count></multiple_single_bit_retirement>
            <double_bit_retirement><retired_count>{1 + gpu}</retired_count></double_bit_retirement>
            <pending_retirement>No</pending_retirement>
          </retired_pages>
          <remapped_rows>
            <remapped_row_corr>{3 + gpu}</remapped_row_corr>
            <remapped_row_unc>{2 + gpu}</remapped_row_unc>
            <remapped_row_pending>Yes</remapped_row_pending>
            <remapped_row_failure>No</remapped_row_failure>
          </remapped_rows>
          <temperature>
            <gpu_temp>{47 + gpu} C</gpu_temp>
            <gpu_temp_max_threshold>95 C</gpu_temp_max_threshold>
            <gpu_temp_slow_threshold>92 C</gpu_temp_slow_threshold>
            <memory_temp>{57 + gpu} C</memory_temp>
          </temperature>
          <gpu_power_readings>
            <average_power_draw>{108 + gpu}.250 W</average_power_draw>
            <instant_power_draw>{110 + gpu}.500 W</instant_power_draw>
            <current_power_limit>{350 - (5 * gpu)}.00 W</current_power_limit>
            <default_power_limit>{350 - (5 * gpu)}.00 W</default_power_limit>
            <min_power_limit>100.00 W</min_power_limit>
            <max_power_limit>{355 - (5 * gpu)}.00 W</max_power_limit>
          </gpu_power_readings>
          <clocks>
            <graphics_clock>{2_520 - (15 * gpu)} MHz</graphics_clock>
            <sm_clock>{2_505 - (15 * gpu)} MHz</sm_clock>
            <mem_clock>{9_001 - gpu} MHz</mem_clock>
            <video_clock>{1_965 - (15 * gpu)} MHz</video_clock>
          </clocks>
          <max_clocks>
            <graphics_clock>{2_625 - (15 * gpu)} MHz</graphics_clock>
            <sm_clock>{2_610 - (15 * gpu)} MHz</sm_clock>
            <mem_clock>{9_101 - gpu} MHz</mem_clock>
            <video_clock>{2_025 - (15 * gpu)} MHz</video_clock>
          </max_clocks>
        </gpu>
        """;
}
