using System.Text.Json;
using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd;

/// <summary>The daemon's local socket, and the commands that ask it: check, top, reload.</summary>
public sealed class LocalSocketTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    string Settings => _folder.File("wattd.conf");

    string Socket => _folder.File("wattd.sock");

    Dictionary<string, string> Runtime => new() { ["RUNTIME_DIRECTORY"] = _folder.Path };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task OnlyItsUserAndGroupMayOpenIt()
    {
        await using var daemon = await Started();
        const UnixFileMode ofUserAndGroup = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
        Assert.Equal(ofUserAndGroup, File.GetUnixFileMode(Socket));
    }

    [Fact]
    public async Task TheSocketOfAnEarlierProcessIsReplaced()
    {
        File.WriteAllText(Socket, "");
        await using var daemon = await Started();
        Assert.Equal(0, (await DaemonProcess.Run(["reload"], Runtime)).ExitCode);
    }

    [Fact]
    public async Task WithoutItTheDaemonServesItsPortsAndSaysSo()
    {
        await using var daemon = DaemonProcess.Start(["--simulate", "on"], new Dictionary<string, string> { ["RUNTIME_DIRECTORY"] = "/proc" });
        await daemon.Logged("The local socket /proc/wattd.sock cannot be opened");
        await daemon.Logged("is serving");
        Assert.Equal("OK", await daemon.Cpu("/health"));
    }

    [Fact]
    public async Task ItServesEveryCollectorAndAPortServesNothingOfTheSocket()
    {
        await using var daemon = await Started();
        var metrics = (await Curl.AskAsync("--unix-socket", Socket, "http://localhost/metrics")).Text;
        Assert.Contains("wattd_collector_up{collector=\"cpu\"} 1", metrics);
        Assert.Contains("wattd_collector_up{collector=\"gpu\"} 1", metrics);
        Assert.Equal(200, (await Curl.AskAsync("--unix-socket", Socket, "http://localhost/readings.json")).Status);
        Assert.Equal(404, (await Curl.AskAsync($"http://127.0.0.1:{daemon.CpuPort}/daemon.json")).Status);
        Assert.Equal(405, (await Curl.AskAsync("-X", "POST", $"http://127.0.0.1:{daemon.CpuPort}/reload")).Status);
    }

    [Fact]
    public async Task ReloadTakesGoodSettingsAndRefusesOthersWithTheReason()
    {
        await using var daemon = await Started();
        await daemon.Until(gpu: false, page => page["wattd_config_last_reload_successful"] == 1, "a good start");

        File.WriteAllText(Settings, "[cpu]\ninterval = soon\n");
        var refused = await DaemonProcess.Run(["reload"], Runtime);
        Assert.Equal((78, ""), (refused.ExitCode, refused.Output));
        Assert.Contains("cpu.interval: 'soon'", Assert.Single(refused.Error.TrimEnd().Split('\n')));
        await daemon.Until(gpu: true, page => page["wattd_config_last_reload_successful"] == 0, "a refused reload");
        var check = await Check(daemon);
        Assert.Equal("failed", check["daemon.settings"].State);
        Assert.Contains("'soon'", check["daemon.settings"].Line);

        File.WriteAllText(Settings, "[log]\nlevel = debug\n");
        var taken = await DaemonProcess.Run(["reload"], Runtime);
        Assert.Equal((0, ""), (taken.ExitCode, taken.Error));
        await daemon.Logged("log.level is now 'debug'");
        await daemon.Until(gpu: true, page => page["wattd_config_last_reload_successful"] == 1, "a good reload");
    }

    [Fact]
    public async Task ReloadNamesASettingThatNeedsARestart()
    {
        await using var daemon = await Started();
        File.WriteAllText(Settings, "[cpu]\ninterval = 200ms\n");
        var (exitCode, output, _) = await DaemonProcess.Run(["reload"], Runtime);
        Assert.Equal(0, exitCode);
        Assert.Contains("cpu.interval is now '200ms'", output);
        Assert.Contains("systemctl restart wattd", output);
    }

    [Fact]
    public async Task ASecondDaemonLeavesTheSocketToTheFirst()
    {
        await using var first = await Started();
        await using var second = DaemonProcess.Start(["--simulate", "on"], Runtime);
        await second.Logged("another process listens on it");
        var (exitCode, output, _) = await DaemonProcess.Run(["top"], Runtime);
        Assert.Equal(0, exitCode);
        Assert.Contains(Socket, output);
    }

    [Fact]
    public async Task APathThatIsTooLongForASocketIsOneLine()
    {
        var runtime = new Dictionary<string, string> { ["RUNTIME_DIRECTORY"] = "/" + new string('x', 120) };
        var (exitCode, _, error) = await DaemonProcess.Run(["reload"], runtime);
        Assert.Equal(1, exitCode);
        Assert.Contains("its path is too long for a socket", Assert.Single(error.TrimEnd().Split('\n')));
        Assert.Equal(0, (await DaemonProcess.Run(["check", "--only", "configuration"], runtime)).ExitCode);
    }

    [Fact]
    public async Task AResultOfADaemonThatDoesNotRunIsReported()
    {
        var (exitCode, output, _) = await DaemonProcess.Run(["check", "--only", "daemon.cpu", "--cpu.port", $"{DaemonProcess.FreePort()}"], Runtime);
        Assert.Equal(0, exitCode);
        Assert.Matches("(?m)^off +daemon.cpu +no wattd runs here$", output);
    }

    [Fact]
    public async Task ReloadWaitsForTheWebConfiguration()
    {
        var web = _folder.File("web.yml");
        File.WriteAllText(web, "http_server_config:\n  http2: false\n");
        await using var daemon = await Started("--web.config.file", web);
        File.WriteAllText(web, "nonsense: 1\n");
        var (exitCode, _, error) = await DaemonProcess.Run(["reload"], Runtime);
        Assert.Equal(78, exitCode);
        Assert.Contains("nonsense", error);
    }

    [Fact]
    public async Task ReloadWithoutADaemonIsOneLineWithTheFix()
    {
        var (exitCode, output, error) = await DaemonProcess.Run(["reload"], Runtime);
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains("systemctl status wattd", Assert.Single(error.TrimEnd().Split('\n')));
    }

    [Fact]
    public async Task CheckReportsWhatTheDaemonSees()
    {
        await using var daemon = await Started();
        await daemon.Until(gpu: false, page => page.Count("rapl_power_watts") == 5, "five zones");
        var check = await Check(daemon);
        Assert.Equal("warn", check["daemon"].State);
        Assert.Contains("its readings are simulated", check["daemon"].Line);
        Assert.Equal("ok", check["daemon.cpu"].State);
        Assert.Equal("ok", check["cpu.port"].State);
        Assert.Contains("running daemon", check["realtime"].Line);
        Assert.True(check["powercap"].IsWell);
    }

    [Fact]
    public async Task CheckReportsADaemonThatCannotReadItsCountersThoughThisUserCan()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to run the daemon as another user");
        var tree = _folder.File("sys");
        new PowercapTreeBuilder(tree).Zone("intel-rapl:0", "package-0").SetMode("energy_uj", 0);
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)Convert.ToInt32("777", 8));
        await using var daemon = DaemonProcess.Start(
            ["--path.sysfs", tree, "--gpu", "off"], Runtime, ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]);
        await daemon.Logged("is serving");
        var (exitCode, output, _) = await DaemonProcess.Run(
            ["check", "--json", "--path.sysfs", tree, "--gpu", "off", "--cpu.port", $"{daemon.CpuPort}"], Runtime);
        Assert.Equal(1, exitCode);
        var check = Results(output);
        Assert.Equal("ok", check["powercap"].State);
        Assert.Equal(("missing", false), (check["daemon.cpu"].State, check["daemon.cpu"].IsWell));
        Assert.Contains("permission_denied", check["daemon.cpu"].Line);
    }

    [Fact]
    public async Task CheckReportsASettingThatNeedsARestart()
    {
        await using var daemon = await Started();
        File.WriteAllText(Settings, "[cpu]\ninterval = 200ms\n");
        var check = await Check(daemon);
        Assert.Equal(("warn", true), (check["daemon.settings"].State, check["daemon.settings"].IsWell));
        Assert.Contains("cpu.interval is now '200ms'", check["daemon.settings"].Line);
    }

    [Fact]
    public async Task TopReadsItPastTlsAndPasswords()
    {
        await using var secure = await SecureDaemon.StartAsync(SecureDaemon.Tls + SecureDaemon.Users, environment: Runtime);
        var (exitCode, output, error) = await DaemonProcess.Run(["top"], Runtime);
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains($"the daemon at {Socket}", output);
    }

    async Task<DaemonProcess> Started(params string[] arguments)
    {
        File.WriteAllText(Settings, "[log]\nlevel = info\n");
        var daemon = DaemonProcess.Start(["--simulate", "on", "--config.file", Settings, .. arguments], Runtime);
        await daemon.Logged("is serving");
        return daemon;
    }

    async Task<IReadOnlyDictionary<string, (string State, string Line, bool IsWell)>> Check(DaemonProcess daemon) => Results((await DaemonProcess.Run(
        [
            "check", "--json", "--simulate", "--config.file", Settings, "--cpu.port", $"{daemon.CpuPort}", "--gpu.port", $"{daemon.GpuPort}",
        ],
        Runtime)).Output);

    static Dictionary<string, (string State, string Line, bool IsWell)> Results(string report)
    {
        using var json = JsonDocument.Parse(report);
        return json.RootElement.GetProperty("results").EnumerateArray().ToLookup(result => result.GetProperty("name").GetString()!).ToDictionary(
            results => results.Key,
            results => (results.First().GetProperty("state").GetString()!, results.First().GetProperty("line").GetString()!, results.First().GetProperty("well").GetBoolean()));
    }
}
