using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd;

/// <summary>SIGHUP, which <c>systemctl reload wattd</c> sends.</summary>
public sealed class ReloadTests : IDisposable
{
    const int Hangup = 1;

    readonly TemporaryFolder _folder = new();

    string Settings => _folder.File("wattd.conf");

    public void Dispose() => _folder.Dispose();

    async Task<DaemonProcess> Started()
    {
        File.WriteAllText(Settings, "[log]\nlevel = info\n");
        var daemon = DaemonProcess.Start(["--simulate", "on", "--config.file", Settings]);
        await daemon.Logged("is serving");
        return daemon;
    }

    [Fact]
    public async Task ASettingThatCanChangeDoesAndOneThatCannotIsNamed()
    {
        await using var daemon = await Started();

        File.WriteAllText(Settings, "[log]\nlevel = debug\n[cpu]\ninterval = 200ms\n");
        daemon.Signal(Hangup);

        await daemon.Logged("log.level is now 'debug'");
        Assert.Contains("systemctl restart wattd", await daemon.Logged("cpu.interval is now '200ms'"));
    }

    [Fact]
    public async Task InvalidSettingsChangeNothing()
    {
        await using var daemon = await Started();

        File.WriteAllText(Settings, "[cpu]\ninterval = soon\n");
        daemon.Signal(Hangup);

        Assert.Contains("'soon'", await daemon.Logged("refused"));
        Assert.Equal("OK", await daemon.Cpu("/health"));
    }

    [Fact]
    public async Task AReloadWithoutAChangeSaysSo()
    {
        await using var daemon = await Started();

        daemon.Signal(Hangup);

        await daemon.Logged("nothing has changed");
    }

    /// <summary>On this escape the parser throws an exception that is not a YAML error.</summary>
    [Fact]
    public async Task AFileThatBreaksTheParserIsRefusedAndTheDaemonKeepsRunning()
    {
        var web = _folder.File("web.yml");
        File.WriteAllText(web, "http_server_config:\n  http2: false\n");
        await using var daemon = DaemonProcess.Start(["--simulate", "on", "--web.config.file", web]);
        await daemon.Logged("is serving");

        File.WriteAllText(web, "a: \"\\UFFFFFFFF\"\n");
        daemon.Signal(Hangup);

        await daemon.Logged("refused");
        Assert.False(daemon.HasExited);
        Assert.Equal(0, (await daemon.Stop()).ExitCode);
    }
}
