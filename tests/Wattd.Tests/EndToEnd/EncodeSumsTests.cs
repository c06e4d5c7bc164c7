using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd;

/// <summary>A real Prometheus scrapes the published binary, and adds up what it has scraped: encodes come and go meanwhile, and counters wrap.</summary>
public sealed class EncodeSumsTests : IDisposable
{
    const string A = "encode.slice/a.service", B = "encode.slice/b.service";

    // The sums are of millions of microjoules; a page has them in joules, as doubles.
    const double Rounding = 1e-6;

    readonly TemporaryFolder _folder = new();
    readonly PlantedCgroups _planted = new();
    readonly MovingCounters _counters = new();
    readonly MovingCgroups _moving;
    readonly int _port = DaemonProcess.FreePort();

    public EncodeSumsTests()
    {
        var tree = new PowercapTreeBuilder(_folder.Path);
        // A range that wraps every few seconds.
        _counters.Add(tree.Zone("intel-rapl:0", "package-0", energy: 5, range: 1_000_000_000), 150, 1_000_000_000);
        _counters.Add(tree.Zone("intel-rapl:1", "package-1", energy: 5), 100);
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
    public async Task PrometheusFindsNoDifferenceBetweenThePartsAndTheCounters()
    {
        _moving.Add(A, 3).Add(B, 1).Add("system.slice/database.service", 2).Add("", 7).Start();
        await using var daemon = DaemonProcess.Start(
            ["--path.sysfs", _folder.Path, "--path.procfs", _planted.Procfs, "--path.cgroup", _planted.Path, "--gpu", "off",
                "--encodes.idle-watts", "60W", "--encodes.progress", "none", "--discovery.interval", "1s"]);
        await daemon.Until(gpu: false, page => page.Count("encode_energy_joules_total") == 2, "two encodes");
        using var prometheus = Prometheus(daemon.CpuPort);
        try
        {
            await Until("count(energy_split_joules_total{component=\"cpu\"})", parts => parts == 3, "the parts are scraped");
            // Nothing has moved so far, so that the counters and the parts begin at the same time.
            _counters.Start();
            await Until("sum(energy_split_joules_total{component=\"cpu\"})", joules => joules > 1000, "energy");
            _planted.SetPopulated(B, false);
            await Until("encodes_ended_total", ended => ended == 1, "the end of an encode");
            await Until("sum(energy_split_joules_total{component=\"cpu\"})", joules => joules > 2500, "more energy");
            _counters.Stop();

            await Until("sum(rapl_energy_joules_total{zone=~\"package_.*\"}) - sum(energy_split_joules_total{component=\"cpu\"})", IsNothing, "the parts add up to the counters");
            await Until("sum(energy_split_joules_total{component=\"cpu\",part=\"encodes\"}) - sum(encode_energy_joules_total{component=\"cpu\"})", IsNothing, "the encodes add up to their part");
            Assert.True(await Ask("sum(rapl_energy_joules_total{zone=~\"package_.*\"})") > 2500);
            // The encode that lives has three quarters or more of what the encodes have.
            Assert.InRange((await Ask("encode_energy_joules_total{encode=\"a\"} / on() energy_split_joules_total{component=\"cpu\",part=\"encodes\"}"))!.Value, 0.7, 0.99);
        }
        finally
        {
            prometheus.Kill();
            await prometheus.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    static bool IsNothing(double joules) => Math.Abs(joules) < Rounding;

    Process Prometheus(int target)
    {
        File.WriteAllText(_folder.File("prometheus.yml"), $"""
            global:
              scrape_interval: 1s
            scrape_configs:
              - job_name: wattd
                static_configs:
                  - targets: [localhost:{target}]
            """);
        return Process.Start(new ProcessStartInfo(PrometheusProgram(),
        [
            "--config.file", _folder.File("prometheus.yml"), "--storage.tsdb.path", _folder.File("data"),
            "--web.listen-address", $"127.0.0.1:{_port}", "--log.level", "error",
        ])
        { RedirectStandardError = true, RedirectStandardOutput = true })!;
    }

    async Task Until(string query, Func<double, bool> wanted, string what)
    {
        var (watch, value) = (Stopwatch.StartNew(), (double?)null);
        while ((value = await Ask(query)) is not { } known || !wanted(known))
        {
            if (watch.Elapsed > Eventually.Deadline)
                throw new TimeoutException($"not in Prometheus: {what}; {query} is {value}");
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The only value of a query; null if there is none, or Prometheus is starting.</summary>
    async Task<double?> Ask(string query)
    {
        var (status, text, _) = await Curl.AskAsync("--data-urlencode", $"query={query}", $"http://127.0.0.1:{_port}/api/v1/query");
        if (status != 200)
            return null;
        using var document = JsonDocument.Parse(text[text.IndexOf('{')..]);
        var result = document.RootElement.GetProperty("data").GetProperty("result");
        return result.GetArrayLength() == 1 ? double.Parse(result[0].GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture) : null;
    }

    static string PrometheusProgram()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append(Path.Combine(Repository.Root, "artifacts/tools/usr/bin"));
        var program = folders.Select(folder => Path.Combine(folder, "prometheus")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "prometheus is not on the PATH");
        return program!;
    }
}
