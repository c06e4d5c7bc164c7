using System.Diagnostics;
using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd;

/// <summary>A burst of power that is shorter than the time between two scrapes, with two scrapers.</summary>
public sealed class PeakTests : IDisposable
{
    const double Watts = 20, MoreWatts = 300, Between = 100;

    static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(300);

    readonly TemporaryFolder _folder = new();
    readonly PlantedZone _zone;
    readonly Thread _counter;
    readonly long _start = Stopwatch.GetTimestamp();
    long _burst = long.MaxValue;
    volatile bool _isEnded;

    public PeakTests()
    {
        _zone = new PowercapTreeBuilder(_folder.Path).Zone("intel-rapl:0", "package-0", energy: 0);
        _counter = new Thread(Count) { IsBackground = true, Name = "counter" };
        _counter.Start();
    }

    public void Dispose()
    {
        _isEnded = true;
        _counter.Join();
        _folder.Dispose();
    }

    [Fact]
    public async Task ABurstBetweenTwoScrapesIsSeenByBothScrapers()
    {
        await using var daemon = DaemonProcess.Start(["--path.sysfs", _folder.Path, "--path.procfs", _folder.Path, "--gpu", "off"]);
        var page = await daemon.Until(gpu: false, page => page["rapl_power_watts"] > 0 && page["rapl_power_max_watts"] > 0, "power");
        Assert.Equal(60, page["wattd_peak_window_seconds"]);
        Assert.InRange(page["rapl_power_max_watts"]!.Value, 0, Between);

        // A busy machine that skips ticks measures a burst over a longer time: then another one is needed.
        double missed;
        Page[] scrapes;
        do
        {
            page = Page.Parse(await daemon.Cpu());
            missed = Missed(page);
            var before = page["rapl_energy_joules_total"]!.Value;
            Volatile.Write(ref _burst, Stopwatch.GetTimestamp());
            await daemon.Until(
                gpu: false,
                page => page["rapl_energy_joules_total"] - before > MoreWatts * Burst.TotalSeconds && page["rapl_power_watts"] < 2 * Watts,
                "the end of the burst");
            scrapes = [Page.Parse(await daemon.Cpu()), Page.Parse(await daemon.Cpu())];
        }
        while (Missed(scrapes[1]) != missed);

        Assert.All(scrapes, scrape => Assert.InRange(scrape["rapl_power_max_watts"]!.Value, Between, 10 * MoreWatts));
        Assert.Equal(scrapes[0]["rapl_power_max_watts"], scrapes[1]["rapl_power_max_watts"]);
    }

    /// <summary>Writes what the counter shows at this moment, however late.</summary>
    void Count()
    {
        var bursts = 0.0;
        while (!_isEnded)
        {
            var now = Stopwatch.GetTimestamp();
            var inBurst = now < Volatile.Read(ref _burst) ? TimeSpan.Zero : Stopwatch.GetElapsedTime(Volatile.Read(ref _burst), now);
            var joules = Watts * Stopwatch.GetElapsedTime(_start, now).TotalSeconds + bursts;
            if (inBurst >= Burst)
            {
                bursts += MoreWatts * Burst.TotalSeconds;
                joules += MoreWatts * Burst.TotalSeconds;
                Volatile.Write(ref _burst, long.MaxValue);
            }
            else
                joules += MoreWatts * inBurst.TotalSeconds;
            _zone.Energy = (ulong)(joules * 1e6);
            Thread.Sleep(5);
        }
    }

    static double Missed(Page page) => page["wattd_collector_missed_ticks_total", "cpu"]!.Value;
}
