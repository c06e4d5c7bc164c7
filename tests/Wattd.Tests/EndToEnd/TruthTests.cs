using System.Diagnostics;
using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd;

/// <summary>
/// The accuracy of the daemon on counters that advance at known power, with no, one, two or a hundred clients.
/// </summary>
public sealed class TruthTests : IDisposable
{
    const double PowerTolerance = 0.005, EnergyTolerance = 0.0001;

    /// <summary>Small enough for ten wraps per minute at the power of a real package.</summary>
    const ulong Range = 1_000_000_000;

    static readonly TimeSpan Phase = TimeSpan.FromSeconds(15);

    readonly TemporaryFolder _folder = new();
    readonly MovingCounters _counters = new();
    readonly List<(string Zone, MovingCounters.Track Track)> _zones = [];

    public TruthTests()
    {
        var tree = new PowercapTreeBuilder(_folder.Path);
        Plant(tree.Zone("intel-rapl:0", "package-1", energy: 123_456, Range).Constraint(0, "long_term", 180_000_000), 174.5, "package_1", "1");
        Plant(tree.Zone("intel-rapl:0:0", "dram", energy: 999_999_000, Range), 168.25, "dram", "1");
        Plant(tree.Zone("intel-rapl:1", "package-0", energy: 0, Range).Constraint(0, "long_term", 180_000_000), 190, "package_0", "0");
    }

    void Plant(PlantedZone zone, double watts, string name, string package) =>
        _zones.Add(($"{{zone=\"{name}\",package=\"{package}\"}}", _counters.Add(zone, watts, Range)));

    public void Dispose()
    {
        _counters.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task OverAMinuteWithTenWrapsPerZoneEveryClientGetsCorrectValues()
    {
        await using var daemon = DaemonProcess.Start(["--path.sysfs", _folder.Path, "--path.procfs", _folder.Path]);
        await daemon.Until(gpu: false, page => page.Count("rapl_energy_joules_total") == 3, "three zones");
        _counters.Start();
        await Task.Delay(TimeSpan.FromSeconds(3));

        var scrapes = new List<Scrape>();
        foreach (var clients in (int[])[0, 1, 2, 100])
            scrapes.AddRange(await ScrapeWith(clients, daemon));
        _counters.Stop();

        Assert.True(scrapes.Count > 200, $"{scrapes.Count} scrapes");
        Assert.All(scrapes, PowerIsTrue);
        Assert.All(scrapes.GroupBy(scrape => scrape.Client), EnergyNeverGoesBack);
        await EnergyIsTrueInTheEnd(daemon);
    }

    sealed record Scrape(string Client, long Started, long Ended, Page Page);

    static async Task<Scrape[]> ScrapeWith(int clients, DaemonProcess daemon)
    {
        var until = Stopwatch.GetTimestamp() + (long)(Phase.TotalSeconds * Stopwatch.Frequency);
        var all = await Task.WhenAll(Enumerable.Range(0, clients).Select(async client =>
        {
            var scrapes = new List<Scrape>();
            while (Stopwatch.GetTimestamp() < until)
            {
                var started = Stopwatch.GetTimestamp();
                var text = await daemon.Cpu();
                scrapes.Add(new Scrape($"{client} of {clients}", started, Stopwatch.GetTimestamp(), Page.Parse(text)));
                await Task.Delay(TimeSpan.FromMilliseconds(37 + (13 * (client % 10))));
            }
            return scrapes;
        }));
        await Task.Delay(clients == 0 ? Phase : TimeSpan.Zero);
        return [.. all.SelectMany(scrapes => scrapes)];
    }

    /// <summary>While the generator is paused, the counters do not advance at the known power, so readings cannot be exact.</summary>
    void PowerIsTrue(Scrape scrape)
    {
        var lookBack = 3 * Stopwatch.Frequency;
        var standstill = _counters.LongestStandstill(scrape.Started - lookBack, scrape.Ended).TotalSeconds - 0.002;
        var tolerance = PowerTolerance + Math.Max(0, 2 * standstill);
        foreach (var (zone, track) in _zones)
        {
            var watts = scrape.Page.Series[$"rapl_power_watts{zone}"];
            Assert.True(Math.Abs(watts / track.Watts - 1) <= tolerance, $"{zone} says {watts} W, is {track.Watts} W (± {tolerance:P2})");
        }
    }

    void EnergyNeverGoesBack(IEnumerable<Scrape> scrapes)
    {
        foreach (var (zone, _) in _zones)
        {
            var energies = scrapes.Select(scrape => scrape.Page.Series[$"rapl_energy_joules_total{zone}"]).ToArray();
            Assert.Equal(energies.Order(), energies);
        }
    }

    async Task EnergyIsTrueInTheEnd(DaemonProcess daemon)
    {
        var page = await daemon.Until(gpu: false, Settled, "the energy that was spent");
        foreach (var (zone, track) in _zones)
        {
            Assert.True(track.Wraps >= 10, $"{zone} wrapped only {track.Wraps} times");
            Assert.Equal(track.Wraps, page.Series[$"rapl_wraps_total{zone}"]);
        }
    }

    bool Settled(Page page) => _zones.All(zone =>
        Math.Abs(page.Series[$"rapl_energy_joules_total{zone.Zone}"] / (zone.Track.Moved / 1e6) - 1) <= EnergyTolerance);
}
