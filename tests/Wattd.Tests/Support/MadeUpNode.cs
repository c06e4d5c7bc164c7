using Microsoft.Extensions.Time.Testing;
using Wattd.Collectors;
using Wattd.Collectors.Cpu;
using Wattd.Collectors.Cpu.Views;
using Wattd.Collectors.Encodes;
using Wattd.Collectors.Encodes.Cgroups;
using Wattd.Collectors.Encodes.Progress;
using Wattd.Collectors.Encodes.Splitting;
using Wattd.Collectors.Encodes.Views;
using Wattd.Collectors.Gpu;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Gpu.Processes;
using Wattd.Collectors.Gpu.Views;
using Wattd.Collectors.Gpu.Xids;
using Wattd.Collectors.Sampling;
using Wattd.Collectors.Wall;
using Wattd.Collectors.Wall.Views;
using Wattd.Daemon;
using Wattd.Http;
using Wattd.Http.Connections;
using Wattd.Metrics;
using Wattd.Metrics.Self;
using Wattd.Readings;

namespace Wattd.Tests.Support;

/// <summary>
/// A fictional node: two packages with dram and a psys, two GPUs of which one is lost, a power meter and encodes once they are
/// sampled, and a fixed clock.
/// </summary>
sealed class MadeUpNode
{
    public const string Host = "encode-17";

    public static readonly BuildInfo Build = new("1.2.3", "0123abc", ".NET 10.0.0", "x64");

    public MadeUpNode()
    {
        CpuStatus = new CollectorStatus("cpu", TimeSpan.FromSeconds(5), ["permission_denied", "zone_lost"], Time);
        GpuStatus = new CollectorStatus("gpu", TimeSpan.FromSeconds(5), ["gpu_lost", "timeout"], Time);
        WallStatus = new CollectorStatus("wall", TimeSpan.FromSeconds(8), WallFailure.All, Time);
        EncodesStatus = new CollectorStatus("encodes", TimeSpan.FromSeconds(5), EncodesFailure.All, Time) { Interval = TimeSpan.FromSeconds(1) };
        _encodes = new EncodesView(Encodes, EncodesStatus, progress: null, Time);
        (CpuStatus.Interval, GpuStatus.Interval, WallStatus.Interval) = (TimeSpan.FromSeconds(0.1), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        Clock = new SecondClock(Time);
        var (cpu, gpu) = (new CpuHistory(Clock), new GpuHistory(Clock));
        var wall = new WallHistory(Clock);
        Cpu.Listen(cpu);
        Gpu.Listen(gpu);
        Wall.Listen(wall);
        _wall = new WallView(Wall, wall, WallStatus);
        Readings = [new CpuView(Cpu, cpu, CpuStatus, 9500), new GpuView(Gpu, gpu, GpuStatus, 9505, hasProcesses: true)];
    }

    readonly WallView _wall;
    readonly EncodesView _encodes;

    public FakeTimeProvider Time { get; } = new();
    public LatestSample<CpuInventory, ZoneReading> Cpu { get; } = new();
    public LatestSample<GpuInventory, GpuReading> Gpu { get; } = new();
    public LatestSample<WallInventory, WallReading> Wall { get; } = new();
    public CollectorStatus CpuStatus { get; }
    public CollectorStatus GpuStatus { get; }
    public CollectorStatus WallStatus { get; }
    public LatestEncodes Encodes { get; } = new();
    public CollectorStatus EncodesStatus { get; }
    public SecondClock Clock { get; }
    public RefusalCount Refused { get; } = new();

    /// <summary>The content of the status page. The default is CPU and GPU, and the wall and the encodes once they are sampled.</summary>
    public ICollectorView[] Readings { get; set; }

    public static CpuInventory Zones { get; } = new(
        [
            new Zone("package_0", "0", [new PowerLimit("long_term", new Power(205)), new PowerLimit("short_term", new Power(246))]),
            new Zone("dram", "0", []),
            new Zone("package_1", "1", [new PowerLimit("long_term", new Power(205))]),
            new Zone("dram", "1", []),
            new Zone("psys", "", []),
        ],
        Discovered: 6);

    public static ZoneReading[] ZoneReadings { get; } =
    [
        Reading(123_456_789, 98.5, wraps: 2),
        Reading(10_000_001, 7.25, wraps: 0),
        Reading(654_321_000_000, 101.125, wraps: 12),
        new ZoneReading(null, null, 0),
        Reading(999_999_999, null, wraps: 0),
    ];

    public static GpuInventory Gpus { get; } = new(
        "nvml", "580.65.06", 2,
        [
            new GpuIdentity
            {
                Index = 0, BusId = "00000000:01:00.0", Name = "NVIDIA L40S", Uuid = "GPU-11111111-2222-3333-4444-555555555555",
                VbiosVersion = "95.02.66.00.01", PersistenceMode = "Enabled", HasEnergyCounter = true,
                EncodesH264 = true, EncodesHevc = true, EncodesAv1 = true,
            },
            new GpuIdentity
            {
                Index = 1, BusId = "00000000:41:00.0", Name = "NVIDIA \"Lost\" \\ GPU", Uuid = "GPU-66666666-7777-8888-9999-000000000000",
                PersistenceMode = "Enabled", EncodesH264 = true, EncodesHevc = true, EncodesAv1 = false,
            },
        ]);

    public static GpuReading[] GpuReadings { get; } =
    [
        new()
        {
            Up = true, PowerDrawWatts = 110.42, PowerDrawMaxWatts = 141.3, PowerDistribution = Distributed(110.42), EncoderUtilizationMaxPercent = 93, PowerAverageWatts = 109.9, PowerLimitWatts = 350, EnergyJoules = 123456.789,
            TemperatureCelsius = 54, UtilizationPercent = 9, MemoryUtilizationPercent = 4, EncoderUtilizationPercent = 67,
            DecoderUtilizationPercent = 0, MemoryUsedBytes = 1_234_567_168, MemoryReservedBytes = 639_827_968,
            MemoryTotalBytes = 48_305_799_168, GraphicsClockMhz = 2520, SmClockMhz = 2520, MemoryClockMhz = 9001,
            VideoClockMhz = 1965, PerformanceState = 0, PcieLinkGeneration = 4, PcieLinkWidth = 16, EncoderSessions = 2,
            EncoderAverageFps = 240, EncoderAverageLatencySeconds = 3.3, RecoveryAction = 0,
            Throttle = ThrottleReasons.SoftwarePowerCap | ThrottleReasons.GpuIdle, EccCorrectedErrors = 3, EccUncorrectedErrors = 0,
            JpegUtilizationPercent = 1, OfaUtilizationPercent = 0, EncoderCapacityH264Percent = 33, EncoderCapacityHevcPercent = 32,
            EncoderCapacityAv1Percent = 31, MemoryTemperatureCelsius = 61, SlowdownTemperatureCelsius = 92, ShutdownTemperatureCelsius = 95,
            PowerLimitDefaultWatts = 350, PowerLimitMinWatts = 100, PowerLimitMaxWatts = 350, MaxGraphicsClockMhz = 2520,
            MaxSmClockMhz = 2520, MaxMemoryClockMhz = 9001, MaxVideoClockMhz = 1965, ThrottledBySoftwarePowerCapSeconds = 4251.825415,
            ThrottledBySyncBoostSeconds = 0, ThrottledBySoftwareThermalSeconds = 12.5, ThrottledByHardwareThermalSeconds = 0,
            ThrottledByHardwarePowerBrakeSeconds = 0, PcieTransmittedBytes = 5_123_456_789, PcieReceivedBytes = 98_765_432_100,
            PcieReplays = 2, RemappedRowsCorrectable = 1, RemappedRowsUncorrectable = 0, RemappedRowsPending = 0, RemappedRowsFailure = 0,
            RetiredPagesSingleBit = 4, RetiredPagesDoubleBit = 0, RetiredPagesPending = 0,
            EncoderSessionList =
            [
                new EncoderSession(17, 4711, EncoderCodec.H264, 1920, 1080) { Fps = 243, LatencySeconds = 3.3 },
                new EncoderSession(18, 4711, EncoderCodec.Hevc, 3840, 2160) { Fps = 237, LatencySeconds = 4.3 },
            ],
            Processes =
            [
                new GpuProcess(1822, new EngineUse(0, 0, 0, 0), 18_874_368), new GpuProcess(4711, new EngineUse(9, 4, 66.5, 0), 1_215_692_800),
            ],
            DroppedSamples = new DroppedSamples(OutOfRange: 2, NoPid: 0, Stale: 1),
            Xids = [Xid(13, 2)],
        },
        new() { Up = false, EncoderUtilizationPercent = 0, EncoderSessions = 0 },
    ];

    public static WallInventory Meters { get; } = new(
        [new WallMeter("acpi", "acpi0") { Model = "PMBus", Oem = "System", Accuracy = "95.0%", AverageSeconds = 1 }]);

    /// <summary>Publishes the default CPU sample, or another.</summary>
    public void SampleCpu(CpuInventory? zones = null, params ReadOnlySpan<ZoneReading> readings)
    {
        CpuStatus.Ticked(TimeSpan.FromMicroseconds(60), missed: 0);
        Cpu.Publish(Time.GetTimestamp(), zones ?? Zones, zones is null ? ZoneReadings : readings);
        CpuStatus.Sampled(Time.GetTimestamp(), TimeSpan.FromMicroseconds(150));
    }

    /// <summary>Publishes the default GPU sample, or another.</summary>
    public void SampleGpu(GpuInventory? gpus = null, params ReadOnlySpan<GpuReading> readings)
    {
        GpuStatus.Ticked(TimeSpan.FromMicroseconds(80), missed: 0);
        Gpu.Publish(Time.GetTimestamp(), gpus ?? Gpus, gpus is null ? GpuReadings : readings);
        GpuStatus.Sampled(Time.GetTimestamp(), TimeSpan.FromMilliseconds(12));
    }

    /// <summary>Publishes a sample of the power meter.</summary>
    public void SampleWall(double watts = 412)
    {
        WallStatus.Ticked(TimeSpan.FromMicroseconds(90), missed: 0);
        Wall.Publish(Time.GetTimestamp(), Meters, [new WallReading(new Power(watts), Energy.FromJoules(98_765.5), new Power(watts + 36))]);
        WallStatus.Sampled(Time.GetTimestamp(), TimeSpan.FromMilliseconds(31));
        if (!Readings.Contains(_wall))
            Readings = [.. Readings, _wall];
    }

    /// <summary>Publishes a sample with a live channel that encodes on processors and a GPU, and an encode that has ended.</summary>
    public void SampleEncodes(EncodesSample? sample = null)
    {
        EncodesStatus.Ticked(TimeSpan.FromMicroseconds(120), missed: 0);
        EncodesStatus.Sampled(Time.GetTimestamp(), TimeSpan.FromMilliseconds(1));
        Encodes.Publish(sample ?? TwoEncodes());
        if (!Readings.Contains(_encodes))
            Readings = [.. Readings, _encodes];
    }

    EncodesSample TwoEncodes() => new()
    {
        Encodes =
        [
            new EncodeReading(new EncodeIdentity("channel-4", "channel-4.service", "/encode.slice/channel-4.service", FoundBy.Match))
            {
                IsRunning = true,
                Started = DateTimeOffset.FromUnixTimeMilliseconds(1_750_000_000_250),
                Created = DateTimeOffset.FromUnixTimeMilliseconds(1_749_990_000_125),
                Restarts = 2,
                CpuTime = TimeSpan.FromSeconds(12_345.678901),
                Shares =
                [
                    new EncodeShare("cpu", "", new Energy(98_765_432_100)), new EncodeShare("dram", "", new Energy(7_000_001)),
                    new EncodeShare("gpu", "00000000:01:00.0", new Energy(55_000_000)),
                ],
                Frames = 223_200, DroppedFrames = 3, DuplicatedFrames = 1, Bytes = 987_654_321, MediaTime = TimeSpan.FromSeconds(4464),
                Outputs = 4, Fps = 50.01, Speed = 1, LastReport = Time.GetTimestamp(),
                Rates = new EncodeRates(74.25, 1.485, 7.125, 31),
            },
            new EncodeReading(new EncodeIdentity("ffrtmp/job-7", "", "/ffrtmp/job-7", FoundBy.Progress))
            {
                Started = DateTimeOffset.FromUnixTimeMilliseconds(1_749_999_000_000),
                Created = DateTimeOffset.FromUnixTimeMilliseconds(1_749_999_000_000),
                CpuTime = TimeSpan.FromSeconds(61.5),
                Shares = [new EncodeShare("cpu", "", new Energy(400_000_000)), new EncodeShare("dram", "", new Energy(0))],
                Frames = 1500, DroppedFrames = 0, DuplicatedFrames = 0, MediaTime = TimeSpan.FromSeconds(30),
            },
        ],
        Splits =
        [
            new SplitReading("cpu", "", new SplitParts(99_165_432_100, 50_000_000_000, 61_000_000_000), true, 60.125, IsIdleLearned: true),
            new SplitReading("dram", "", new SplitParts(7_000_001, 1_000_000, 2_000_000), true, null, IsIdleLearned: true),
            new SplitReading("gpu", "00000000:01:00.0", new SplitParts(55_000_000, 5_000_000, 70_000_000), true, 35, IsIdleLearned: false),
        ],
        EndedEncodes =
        [
            new EndedEncode("ffrtmp/job-7", DateTimeOffset.FromUnixTimeMilliseconds(1_749_999_040_500), TimeSpan.FromSeconds(40.5))
            {
                Cpu = new Energy(400_000_000), Dram = new Energy(0), CpuTime = TimeSpan.FromSeconds(61.5), Frames = 1500, MediaTime = TimeSpan.FromSeconds(30),
            },
        ],
        Running = 1,
        Unlisted = 0,
        Started = 4,
        Ended = 3,
        Reports = new ProgressCounts(8_930, 2, 1, 0),
    };

    /// <summary>Publishes the current readings of another source, with the second GPU lost or not.</summary>
    public void SampleGpu(IGpuSource source, bool isSecondLost = false)
    {
        var readings = new GpuReadings();
        var inventory = source.Read(readings);
        var said = readings.Span.ToArray();
        if (isSecondLost)
            said[1] = default;
        SampleGpu(inventory, said);
    }

    /// <summary>The page of one collector or of both, as the daemon composes it, without the metrics of its process.</summary>
    public MetricsPage Page(bool cpu = true, bool gpu = true, bool simulated = false, string? procfs = null)
    {
        var registry = Prometheus.Metrics.NewCustomRegistry();
        var metrics = Prometheus.Metrics.WithCustomRegistry(registry);
        var series = new List<ISeries>();
        if (cpu)
            series.AddRange([new CpuSeries(metrics, Cpu, CpuStatus, peakWindow: TimeSpan.FromSeconds(60)), new CollectorSeries(metrics, CpuStatus)]);
        if (gpu)
            series.AddRange([new GpuSeries(metrics, Gpu, GpuStatus, peakWindow: TimeSpan.FromSeconds(60), hasProcesses: true), new CollectorSeries(metrics, GpuStatus)]);
        if (cpu && Readings.Contains(_wall))
            series.AddRange([new WallSeries(metrics, Wall, WallStatus), new CollectorSeries(metrics, WallStatus)]);
        if (cpu && Readings.Contains(_encodes))
            series.AddRange([new EncodesSeries(metrics, Encodes, EncodesStatus, Time), new CollectorSeries(metrics, EncodesStatus)]);
        if (procfs is not null)
            series.Add(new ProcessSeries(metrics, procfs));
        MetricFamily[] infos = [.. cpu ? [CpuFamilies.ExporterInfo] : Array.Empty<MetricFamily>(), .. gpu ? [GpuFamilies.ExporterInfo] : Array.Empty<MetricFamily>()];
        series.Add(new BuildSeries(metrics, Build, infos, simulated, () => 0));
        series.Add(new ReloadSeries(metrics, new ReloadStatus(() => 1_750_000_000)));
        series.Add(new WebSeries(metrics, Refused));
        return new MetricsPage(registry, series, () => Cpu.Version + Gpu.Version + Wall.Version + Encodes.Version, Time, simulated, new PageCompressor());
    }

    /// <summary>The readings as JSON.</summary>
    public ReadingsDocument Document(bool simulated = false) => new(Build, simulated, Readings, Clock, Time) { Host = Host };

    static SeenXid Xid(int number, long count)
    {
        var (meaning, cure) = KnownXid.Describe(number);
        return new SeenXid($"{number}", meaning, cure, IsCritical: false, count, new DateTimeOffset(2026, 11, 26, 3, 14, 15, TimeSpan.Zero), IsOpen: true);
    }

    static ZoneReading Reading(ulong microjoules, double? watts, long wraps) =>
        new(new Energy(microjoules), watts is { } power ? new Power(power) : null, wraps)
        {
            Peak = watts is { } mean ? new Power(mean * 1.25) : null,
            NearLimit = watts > 100 ? TimeSpan.FromSeconds(41.5) : null,
            Distribution = watts > 50 ? Distributed(watts.Value) : null,
        };

    static Distribution Distributed(double watts)
    {
        var distribution = new Distribution(PowerDistribution.Bounds);
        distribution.Add(watts);
        distribution.Add(watts * 1.25);
        return distribution;
    }
}
