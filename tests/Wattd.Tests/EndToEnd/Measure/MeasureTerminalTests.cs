using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd.Measure;

/// <summary><c>wattd measure</c> in an interactive shell with job control.</summary>
public sealed class MeasureTerminalTests : IAsyncDisposable
{
    const string CtrlC = "\u0003", CtrlZ = "\u001a", CtrlBackslash = "\u001c";

    readonly TemporaryFolder _folder = new();
    readonly TerminalRun _shell;

    public MeasureTerminalTests()
    {
        File.WriteAllText(_folder.File("command"), """
            trap 'echo got int' INT
            trap 'echo got quit' QUIT
            echo ready
            until [ -e stop ]; do sleep 0.05; done
            exit 9
            """);
        _shell = TerminalRun.StartShell(_folder.Path);
    }

    public async ValueTask DisposeAsync()
    {
        await _shell.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(CtrlC, "got int")]
    [InlineData(CtrlBackslash, "got quit")]
    public async Task AKeyThatInterruptsReachesTheCommandOnceAndTheReportComes(string key, string answer)
    {
        await _shell.Type("$wattd measure --simulate on -- bash command; echo \"code $?\"\n");
        await _shell.Shows("ready\r\n");
        await _shell.Type(key);
        await _shell.Shows(answer);
        File.WriteAllText(_folder.File("stop"), "");
        await _shell.Shows("code 9");
        Assert.Equal(2, _shell.Text.Split(answer).Length);
        Assert.Contains("exit 9 after", _shell.Text);
    }

    [Fact]
    public async Task ACommandThatEndsAtOnceOfAKeyIsReported()
    {
        for (var i = 1; i <= 5; i++)
        {
            await _shell.Type($"$wattd measure --simulate on -- bash -c 'echo run-$0; exec sleep 1000' {i}; echo \"code-$?-{i}\"\n");
            await _shell.Shows($"run-{i}\r\n");
            await _shell.Type(CtrlC);
            await Eventually.True(() => _shell.Text.Split("ended by SIGINT after").Length == i + 1, "a report");
            // bash gives the whole line up where a program has ended of an interrupt; wattd exits with the code.
            await _shell.Shows($"code-130-{i}");
        }
    }

    [Fact]
    public async Task AJobIsStoppedAndContinued()
    {
        await _shell.Type("$wattd measure --simulate on -- bash command\n");
        await _shell.Shows("ready\r\n");
        await _shell.Type(CtrlZ);
        await _shell.Shows("Stopped");
        await _shell.Type("fg; echo \"code $?\"\n");
        await _shell.Shows("fg; echo");
        File.WriteAllText(_folder.File("stop"), "");
        await _shell.Shows("code 9");
        Assert.Contains("exit 9 after", _shell.Text);
    }

    [Fact]
    public async Task TheCommandCanChangeTheTerminalAndNothingElseDoes()
    {
        await _shell.Type("before=$(stty -g); $wattd measure --simulate on -- true; [ \"$before\" = \"$(stty -g)\" ] && echo un\"\"changed\n");
        await _shell.Shows("unchanged\r\n");
        await _shell.Type("$wattd measure --simulate on -- stty -echo; stty -a | grep -o -e '-echo '; stty echo; echo do\"\"ne\n");
        await _shell.Shows("done\r\n");
        Assert.Contains("-echo \r\n", _shell.Text);
        Assert.DoesNotContain("\e[?1h", _shell.Text);
    }

    [Fact]
    public async Task AfterAHangUpTheReportIsInItsFile()
    {
        await _shell.Type("$wattd measure --simulate on --output report -- bash -c 'echo started; exec sleep 1000'\n");
        await _shell.Shows("started\r\n");
        _shell.HangUp();
        await Eventually.True(() => File.ReadAllText(_folder.File("report")).Contains("ended by SIG"), "a report");
    }
}
