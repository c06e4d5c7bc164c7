using System.Diagnostics;
using Wattd.Tests.Support;

namespace Wattd.Tests.Commands.Completion;

public sealed class CompletionScriptTests
{
    /// <summary>Plays a bash in which someone typed <c>wattd run --gpu.source nv</c> and pressed Tab.</summary>
    const string Typed = """
        wattd() { printf '%s\n' auto nvidia-smi nvml; }
        source /dev/stdin
        COMP_LINE='wattd run --gpu.source nv' COMP_POINT=25 COMP_WORDS=(wattd run --gpu.source nv) COMP_CWORD=3
        _wattd
        printf '%s\n' "${COMPREPLY[@]}"
        complete -p wattd
        """;

    [Fact]
    public async Task BashOffersWhatWattdSuggests()
    {
        var script = (await CommandLineRun.Of(["completion", "bash"])).Output;
        using var bash = Process.Start(new ProcessStartInfo("bash", ["--norc", "-c", Typed])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        await bash.StandardInput.WriteAsync(script);
        bash.StandardInput.Close();
        var offered = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["nvidia-smi", "nvml", "complete -o default -F _wattd wattd", ""], offered.Split('\n'));
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _wattd wattd")]
    [InlineData("zsh", "#compdef wattd")]
    [InlineData("fish", "complete -c wattd")]
    public async Task EachShellHasAScript(string shell, string line)
    {
        var run = await CommandLineRun.Of(["completion", shell]);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains(line, run.Output);
    }
}
