using System.Text;
using System.Text.Json;
using Wattd.Metrics;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Cpu.Powercap;

/// <summary>Any powercap tree is measured or left out: no energy is invented, and nothing ends the sampler.</summary>
public sealed class MutatedTreeTests
{
    static readonly string[] Zones =
        ["intel-rapl:0", "intel-rapl:0:0", "intel-rapl:0:1", "intel-rapl:1", "intel-rapl-mmio:0", "intel-rapl:1:0:0", "intel-rapl:x", "dtpm:0"];

    static readonly byte[][] Names =
    [
        .. new[] { "package-0", "package-1", "package-0-die-1", "core", "dram", "psys", "package-99999999999", "long_term" }.Select(Encoding.ASCII.GetBytes),
    ];

    static readonly byte[][] Numbers =
        [.. new[] { "0", "1000000", "262143328850", "18446744073709551615", "-1", "1e9" }.Select(Encoding.ASCII.GetBytes)];

    static readonly string[] Files =
        ["name", "energy_uj", "max_energy_range_uj", "constraint_0_name", "constraint_0_power_limit_uw", "constraint_x_power_limit_uw"];

    static readonly string[] Pieces = ["\0", "\n", "\u00ff", "\u202e", "package-", "{", "\"", "\\", "../", "            "];

    [Fact]
    public void AMutatedTreeAddsNoEnergyAndLeavesThePageWhole()
    {
        Mutator.ForEachSeed(80, seed =>
        {
            var node = new MadeUpNode();
            using var sampled = new SampledNode();
            HashSet<double> limits = [];
            Plant(new Mutator(seed, Pieces), sampled, limits);

            for (var tick = 0; tick < 3; tick++)
                sampled.Sample(afterSeconds: 20);
            var (inventory, readings) = (sampled.Latest.Inventory, sampled.Latest.Readings);
            // The counters do not move.
            Assert.All(readings, reading => Assert.Equal((0, 0), (reading.Energy?.Joules ?? 0, reading.Power?.Watts ?? 0)));
            Assert.All(inventory.Zones.SelectMany(zone => zone.Limits), limit => Assert.Contains(limit.Limit.Watts, limits));

            node.SampleCpu(inventory, [.. readings]);
            var page = OpenMetricsParser.Parse(node.Page(gpu: false).Get(PageFormat.OpenMetrics, gzip: false).Span);
            Assert.Equal(readings.Count(reading => reading.Energy is not null),
                page.Keys.Count(key => key.StartsWith("rapl_energy_joules_total{", StringComparison.Ordinal)));
            JsonDocument.Parse(node.Document().Get(since: 0)).Dispose();
        });
    }

    static void Plant(Mutator mutator, SampledNode node, HashSet<double> limits)
    {
        var sysfs = node.Options.SysfsPath;
        foreach (var zone in Zones.Where(_ => !mutator.OnceIn(3)))
        {
            var folder = node.Tree.Zone(zone, "package-0").Folder;
            foreach (var file in Files)
            {
                var path = Path.Combine(folder, file);
                var text = mutator.OnceIn(3) ? mutator.Mutate(file.EndsWith("name", StringComparison.Ordinal) ? Names : Numbers)
                    : mutator.Pick(file.EndsWith("name", StringComparison.Ordinal) ? Names : Numbers);
                File.Delete(path);
                if (mutator.OnceIn(12))
                    Directory.CreateDirectory(path);
                else if (mutator.OnceIn(12))
                    File.CreateSymbolicLink(path, mutator.Pick(["..", file, "nowhere", "/dev/null", "/dev/zero", "/dev/full"]));
                else if (!mutator.OnceIn(8))
                    File.WriteAllBytes(path, text);
                if (file.EndsWith("uw", StringComparison.Ordinal) && ulong.TryParse(Encoding.Latin1.GetString(text).Split('\n')[0].Trim(), out var limit))
                    limits.Add(limit / 1e6);
            }
            if (mutator.OnceIn(10))
                Directory.CreateSymbolicLink(Path.Combine(folder, $"{zone}:9"), mutator.Pick([".", "..", sysfs, "nowhere"]));
        }
    }
}
