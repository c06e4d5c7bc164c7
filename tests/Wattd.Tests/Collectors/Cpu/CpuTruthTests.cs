using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Wattd.Collectors.Cpu;
using Wattd.Collectors.Sampling;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Cpu;

/// <summary>Runs on counters that really move: compared with what the generator reports that it wrote, and when.</summary>
public class CpuTruthTests
{
    const ulong DramRange = 65_712_999_613;

    [Fact]
    public async Task EnergyWrapsAndPowerMatchTheGenerator()
    {
        using var folder = new TemporaryFolder();
        var tree = new PowercapTreeBuilder(folder.Path);
        using var counters = new MovingCounters();
        // The first three wrap, each at different times.
        var tracks = new Dictionary<string, MovingCounters.Track>
        {
            ["package_0"] = counters.Add(tree.Zone("intel-rapl:0", "package-0", 261_000_000_000), 8_000),
            ["core"] = counters.Add(tree.Zone("intel-rapl:0:0", "core", 262_000_000_000), 7_000),
            ["dram"] = counters.Add(tree.Zone("intel-rapl:0:1", "dram", 65_712_999_000, DramRange), 5_000, DramRange),
            ["psys"] = counters.Add(tree.Zone("intel-rapl:1", "psys"), 6.5),
        };

        var latest = new LatestSample<CpuInventory, ZoneReading>();
        var options = new CpuOptions { SysfsPath = folder.Path, DiscoveryInterval = TimeSpan.FromSeconds(1) };
        using var sampler = new CpuSampler(options, latest, NullLogger.Instance, TimeProvider.System);
        sampler.Sample();
        counters.Start();
        var (start, samples) = (Stopwatch.GetTimestamp(), new List<(Sample<CpuInventory, ZoneReading> Sample, long Done)>());
        while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(15))
        {
            Thread.Sleep(50);
            sampler.Sample();
            samples.Add((latest.Read()!, Stopwatch.GetTimestamp()));
        }
        counters.Stop();
        samples.Add((await LastWhole(sampler, latest, tracks.Count), Stopwatch.GetTimestamp()));

        foreach (var (name, track) in tracks)
        {
            var readings = samples.Select(pair => Of(pair.Sample, name)).OfType<ZoneReading>().ToList();
            Assert.Equal(track.Moved, readings[^1].Energy!.Value.Microjoules);
            Assert.Equal(track.Wraps, readings[^1].Wraps);
            var energies = readings.Select(reading => reading.Energy!.Value.Microjoules).ToList();
            Assert.Equal(energies.Order(), energies);

            foreach (var (sample, done) in samples)
            {
                if (sample.Timestamp - (4 * Stopwatch.Frequency) > start && Of(sample, name)?.Power is { } power)
                    Assert.Equal(1, power.Watts / track.Watts, 0.005 + Blur(sample.Timestamp, done));
            }
        }

        // The counter's value is at most two rounds of the generator old, at either end of a window of 0.95 s to 3 s.
        double Blur(long timestamp, long done) =>
            2 * counters.LongestStandstill(timestamp - (4 * Stopwatch.Frequency), done).TotalSeconds / 0.95;
    }

    /// <summary>A sample with every zone: a slow machine may have skipped one.</summary>
    static async Task<Sample<CpuInventory, ZoneReading>> LastWhole(
        CpuSampler sampler, LatestSample<CpuInventory, ZoneReading> latest, int zones)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        do
        {
            await Task.Delay(100, deadline.Token);
            sampler.Sample();
        }
        while (latest.Read()!.Readings.Length < zones);
        return latest.Read()!;
    }

    static ZoneReading? Of(Sample<CpuInventory, ZoneReading> sample, string zone) =>
        sample.Inventory.Zones.Select((z, i) => (z.Name, Reading: (ZoneReading?)sample.Readings[i]))
            .FirstOrDefault(reading => reading.Name == zone).Reading;
}
