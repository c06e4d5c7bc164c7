using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd;

/// <summary>The published binary on counters and cgroups that move at known power and use: 250 W, of which 60 W are idle.</summary>
public sealed class EncodeSplitTests : IDisposable
{
    const string A = "encode.slice/a.service", B = "encode.slice/b.service";
    const double Watts = 250, Tolerance = 0.01;

    readonly TemporaryFolder _folder = new();
    readonly PlantedCgroups _planted = new();
    readonly MovingCounters _counters = new();
    readonly MovingCgroups _moving;

    public EncodeSplitTests()
    {
        var tree = new PowercapTreeBuilder(_folder.Path);
        // A range that wraps every few seconds.
        _counters.Add(tree.Zone("intel-rapl:0", "package-0", energy: 5, range: 1_000_000_000), 0.6 * Watts, 1_000_000_000);
        _counters.Add(tree.Zone("intel-rapl:1", "package-1", energy: 5), 0.4 * Watts);
        _planted.Add(A).Add(B).Add("system.slice/database.service");
        _moving = new MovingCgroups(_planted);
    }

    public void Dispose()
    {
        _moving.Dispose();
        _counters.Dispose();
        _planted.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task EncodesAtThreeToOneHave142And47Watts()
    {
        _moving.Add(A, 3).Add(B, 1).Add("", 4).Start();
        var (a, b, other, idle) = await MeanWatts();
        Assert.Equal(142.5, a, 142.5 * Tolerance);
        Assert.Equal(47.5, b, 47.5 * Tolerance);
        Assert.Equal(60, idle, 60 * Tolerance);
        Assert.InRange(other, 0, Watts * Tolerance);
    }

    [Fact]
    public async Task ThePartOfAUnitThatIsNoEncodeIsOther()
    {
        _moving.Add(A, 3).Add(B, 1).Add("system.slice/database.service", 4).Add("", 8).Start();
        var (a, b, other, idle) = await MeanWatts();
        Assert.Equal(71.25, a, 71.25 * Tolerance);
        Assert.Equal(23.75, b, 23.75 * Tolerance);
        Assert.Equal(60, idle, 60 * Tolerance);
        Assert.Equal(95, other, 95 * Tolerance);
    }

    /// <summary>The mean power of the parts over ten seconds, by the energy of all of them: no clock is involved.</summary>
    async Task<(double A, double B, double Other, double Idle)> MeanWatts()
    {
        _counters.Start();
        await using var daemon = DaemonProcess.Start(
            ["--path.sysfs", _folder.Path, "--path.procfs", _planted.Procfs, "--path.cgroup", _planted.Path, "--gpu", "off",
                "--encodes.idle-watts", "60W", "--encodes.progress", "none"]);
        var first = await daemon.Until(gpu: false, page => Energy(page, "a") > 200, "the first joules");
        Page last = first;
        await daemon.Until(gpu: false, page => Sum(last = page) - Sum(first) > 12 * Watts, "twelve seconds of energy");
        var seconds = (Sum(last) - Sum(first)) / Watts;
        // The sum of the shares is the part of the encodes, on each page.
        Assert.All([first, last], page => Assert.Equal(Part(page, "encodes"), Energy(page, "a") + Energy(page, "b"), tolerance: 1e-6));
        return (
            (Energy(last, "a") - Energy(first, "a")) / seconds, (Energy(last, "b") - Energy(first, "b")) / seconds,
            (Part(last, "other") - Part(first, "other")) / seconds, (Part(last, "idle") - Part(first, "idle")) / seconds);
    }

    static double Sum(Page page) => Part(page, "encodes") + Part(page, "other") + Part(page, "idle");

    static double Part(Page page, string part) => page["energy_split_joules_total", "component=\"cpu\"", $"part=\"{part}\""] ?? 0;

    static double Energy(Page page, string encode) => page["encode_energy_joules_total", $"encode=\"{encode}\"", "component=\"cpu\""] ?? 0;
}
