using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd.Measure;

/// <summary>The line that <c>wattd measure</c> rewrites on a terminal while a long command runs.</summary>
public sealed class StatusLineTests : IDisposable
{
    const string Line = "\rwattd: 0:00:0", CtrlC = "\u0003";
    const string Encode = "-re -f lavfi -i testsrc=s=32x32 -f null -";

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ALongCommandHasOneThatIsErasedBeforeTheReport()
    {
        var text = await RunUntilShown("$wattd measure --simulate on -- sleep 1000", Line);
        Assert.Matches(@"\rwattd: 0:00:0\d, \d+\.\d W\x1b\[K", text);
        Assert.Contains("\r\e[Ksleep 1000  ", text);
    }

    [Fact]
    public async Task AnFfmpegWithoutStatisticsHasOneWithItsFrames() => Assert.Matches(
        @"\rwattd: 0:00:0\d, \d+\.\d W, \d+ frames\x1b\[K",
        await RunUntilShown($"$wattd measure --simulate on -- ffmpeg -v error -nostats {Encode}", Line));

    [Fact]
    public async Task AnFfmpegThatShowsItsOwnHasNone() => Assert.DoesNotContain(
        Line, await RunUntilShown($"$wattd measure --simulate on -- ffmpeg -hide_banner {Encode}", "time=00:00:03"));

    /// <summary>With tostop, a background job that writes to the terminal is stopped.</summary>
    [Fact]
    public async Task InTheBackgroundAndWithoutATerminalThereIsNone()
    {
        var run = DaemonProcess.Run(["measure", "--simulate", "on", "--", "sleep", "3"]);
        await using (var shell = TerminalRun.StartShell(_folder.Path))
        {
            await shell.Type("stty tostop; $wattd measure --simulate on --output report -- sleep 3 & wait $!; echo \"code $?\"\n");
            await shell.Shows("code 0");
            Assert.DoesNotContain(Line, shell.Text);
            Assert.DoesNotContain("Stopped", shell.Text);
        }
        Assert.Contains("exit 0 after", File.ReadAllText(_folder.File("report")));

        var (_, _, error) = await run;
        Assert.StartsWith("sleep 3  ", error);
        Assert.DoesNotContain('\e', error);
    }

    /// <summary>Interrupts the command when a text is shown, and returns what was written up to the end of the report.</summary>
    async Task<string> RunUntilShown(string line, string shown)
    {
        await using var shell = TerminalRun.StartShell(_folder.Path);
        await shell.Type($"{line}\n");
        await shell.Shows(shown);
        await shell.Type(CtrlC);
        await shell.Shows("measured = ");
        return shell.Text;
    }
}
