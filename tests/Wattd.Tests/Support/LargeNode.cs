using Wattd.Collectors;
using Wattd.Collectors.Cpu;
using Wattd.Collectors.Gpu;
using Wattd.Collectors.Gpu.Identity;

namespace Wattd.Tests.Support;

/// <summary>What the largest servers have, 8 packages with their DRAM, 16 GPUs and a power meter, on a made-up node with ten minutes of past.</summary>
sealed class LargeNode
{
    const int Packages = 8, Gpus = 16;

    static readonly CpuInventory Zones = new(
        [
            .. Enumerable.Range(0, Packages).SelectMany(package => new[]
            {
                new Zone($"package_{package}", $"{package}", [new PowerLimit("long_term", new Power(350))]),
                new Zone("dram", $"{package}", []),
            }),
        ],
        Discovered: 2 * Packages);

    static readonly GpuInventory Inventory = new("nvml", "580.95.05", Gpus,
        [
            .. Enumerable.Range(0, Gpus).Select(gpu => new GpuIdentity
            {
                Index = gpu, BusId = $"00000000:{(8 * gpu) + 1:X2}:00.0", Name = "NVIDIA L40S",
                Uuid = $"GPU-{gpu:D8}-2222-3333-4444-555555555555", EncodesH264 = true, EncodesHevc = true, EncodesAv1 = true,
            }),
        ]);

    int _second;

    public LargeNode()
    {
        for (var second = 0; second < 620; second++)
            Sample();
    }

    public MadeUpNode Node { get; } = new();

    /// <summary>A second later, with some of the GPUs changed.</summary>
    public void Sample(params ReadOnlySpan<(int Gpu, Func<GpuReading, GpuReading> Change)> changes)
    {
        Node.Time.Advance(TimeSpan.FromSeconds(1));
        _second++;
        ZoneReading[] zones = [.. Zones.Zones.Select((zone, i) => Read(zone.IsPackage ? new(240, 55, 97 + i) : new(22, 4, 97 + i)))];
        Node.SampleCpu(Zones, zones);

        GpuReading[] readings = [.. Enumerable.Range(0, Gpus).Select(gpu => Encoding(new SimulatedPower(230 + (3 * gpu), 60, 71 + (5 * gpu))))];
        foreach (var (gpu, change) in changes)
            readings[gpu] = change(readings[gpu]);
        Node.SampleGpu(Inventory, readings);
        Node.SampleWall(Math.Round(900 + zones.Sum(zone => zone.Power!.Value.Watts) + readings.Sum(reading => reading.PowerDrawWatts ?? 0)));
    }

    /// <summary>A board whose load follows its power.</summary>
    GpuReading Encoding(SimulatedPower power)
    {
        var watts = power.WattsAt(_second);
        return new GpuReading
        {
            Up = true,
            PowerDrawWatts = watts,
            PowerDrawMaxWatts = watts + 18,
            PowerLimitWatts = 350,
            TemperatureCelsius = Math.Round(30 + (watts / 10)),
            UtilizationPercent = Math.Round(watts / 8),
            EncoderUtilizationPercent = Math.Round(watts / 3.5),
            DecoderUtilizationPercent = Math.Round(watts / 7),
            EncoderSessions = Math.Round(watts / 20),
            EncoderAverageFps = 60,
            EncoderAverageLatencySeconds = 0.012,
            MemoryUsedBytes = 12e9,
            MemoryTotalBytes = 48e9,
            GraphicsClockMhz = 2040,
            VideoClockMhz = 1770,
            Throttle = ThrottleReasons.None,
        };
    }

    ZoneReading Read(SimulatedPower power) =>
        new(new Energy((ulong)(power.JoulesAt(_second) * 1e6)), new Power(power.WattsAt(_second)), 0) { Peak = new Power(power.WattsAt(_second) + 12) };
}
