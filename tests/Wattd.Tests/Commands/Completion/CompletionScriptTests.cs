using System.Diagnostics;
using Wattd.Tests.Support;

namespace Wattd.Tests.Commands.Completion;

public sealed class CompletionScriptTests
{
    /// <summary>Calls the function as bash does, in which a word ends at an equals sign.</summary>
    const string Bash = """
        source <(wattd completion bash)
        compopt() { printf '%s ' compopt "$@"; }
        COMP_LINE=$1 COMP_POINT=${#1} COMP_WORDS=("${@:2}") COMP_CWORD=$(($# - 2))
        _wattd
        printf '%s\n' "${COMPREPLY[@]}"
        """;

    /// <summary>The command that is measured stands alone, at a number in the words of bash.</summary>
    const string BashCompletion = "_command_offset() { printf '%s\\n' \"offset $1\"; }\n";

    /// <summary>Calls the function as zsh does, and prints what it would list.</summary>
    const string Zsh = """
        compdef() { : }
        compset() { print -r -- "compset $*" }
        _files() { print files }
        _normal() { print -r -- "normal $CURRENT: $words" }
        _describe() { print -rl -- "${(@P)3}" }
        source <(wattd completion zsh)
        words=("$@") CURRENT=$# PREFIX=$words[-1]
        _wattd
        """;

    [Theory]
    [InlineData("wattd run --gpu.source nv", "nvml|nvidia-smi", "wattd", "run", "--gpu.source", "nv")]
    [InlineData("wattd --log.level=", "debug|error|info|warning", "wattd", "--log.level", "=")]
    [InlineData("wattd --log.level=i", "info", "wattd", "--log.level", "=", "i")]
    [InlineData("wattd --config.file ", "compopt -o default ", "wattd", "--config.file", "")]
    [InlineData("wattd --cpu.interval ", "", "wattd", "--cpu.interval", "")]
    public async Task BashOffersWordsOnlyAndFilesWhereAFileIsNamed(string line, string offered, params string[] words) =>
        Assert.Equal(
            offered.Split('|').Order(),
            (await Shell("bash", ["--norc", "-c", Bash, "bash", line, .. words])).Split('\n').Order());

    [Theory]
    [InlineData("wattd measure -- ffmp", "offset 3", "wattd", "measure", "--", "ffmp")]
    [InlineData("wattd measure --output = a -- ffmpeg -i ", "offset 6", "wattd", "measure", "--output", "=", "a", "--", "ffmpeg", "-i", "")]
    [InlineData("wattd measure --output 'a -- b' x", "", "wattd", "measure", "--output", "'a -- b'", "x")]
    public async Task BashCompletionCompletesTheCommandThatIsMeasured(string line, string said, params string[] words) =>
        Assert.Equal(said, await Shell("bash", ["--norc", "-c", BashCompletion + Bash, "bash", line, .. words]));

    [Theory]
    [InlineData("wattd measure -- wat", "wattd", "wattd", "measure", "--", "wat")]
    [InlineData("wattd measure -- cat /etc/hostn", "compopt -o default ", "wattd", "measure", "--", "cat", "/etc/hostn")]
    public async Task BashWithoutItOffersCommandsAndFiles(string line, string said, params string[] words) =>
        Assert.Contains(said, (await Shell("bash", ["--norc", "-c", Bash, "bash", line, .. words])).Split('\n'));

    [Fact]
    public async Task ZshCompletesTheCommandThatIsMeasured() =>
        Assert.Equal("normal 3: ffmpeg -i in", await Shell("zsh", ["-f", "-c", Zsh, "zsh", "wattd", "measure", "--json", "--", "ffmpeg", "-i", "in"]));

    [Theory]
    [InlineData("check", "wattd", "c", "cpu:Run the CPU collector alone")]
    [InlineData("a value", "wattd", "--log.level=i", "--log.level=info")]
    [InlineData("a file", "wattd", "--config.file=/etc/wat", "compset -P --*=|files")]
    [InlineData("nothing", "wattd", "--cpu.interval=", "")]
    public async Task ZshOffersWordsWithTheirDescriptions(string what, string program, string word, string offered)
    {
        var said = (await Shell("zsh", ["-f", "-c", Zsh, "zsh", program, word])).Split('\n');
        Assert.True(offered.Split('|').All(said.Contains), $"{what}: {string.Join('|', said)}");
    }

    [Theory]
    [InlineData("wattd compl", "completion\tPrint a script that completes wattd's command line in bash, zsh or fish")]
    [InlineData("wattd --log.level=i", "--log.level=info")]
    [InlineData("wattd --config.file=/etc/hostn", "--config.file=/etc/hostname")]
    [InlineData("wattd --gpu.nvml-library /etc/hostn", "/etc/hostname")]
    [InlineData("wattd measure --output /etc/hostn", "/etc/hostname")]
    [InlineData("wattd compare /etc/hostn", "/etc/hostname")]
    [InlineData("wattd measure --json -- cat /etc/hostn", "/etc/hostname")]
    [InlineData("wattd measure -- wattd compl", "completion\tPrint a script that completes wattd's command line in bash, zsh or fish")]
    [InlineData("wattd --cpu.interval ", "")]
    public async Task FishOffersWordsWithTheirDescriptionsAndNoFiles(string line, string offered) =>
        Assert.Equal(offered, await Shell("fish", ["--no-config", "-c", $"wattd completion fish | source; complete -C '{line}'"]));

    [Theory]
    [InlineData("bash", "complete -F _wattd wattd")]
    [InlineData("zsh", "#compdef wattd")]
    [InlineData("fish", "complete -c wattd -f")]
    public async Task EachShellHasAScript(string shell, string line)
    {
        var run = await CommandLineRun.Of(["completion", shell]);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains(line, run.Output);
    }

    /// <summary>What a shell prints with the wattd of this build on its PATH.</summary>
    static async Task<string> Shell(string name, string[] arguments)
    {
        var search = Environment.GetEnvironmentVariable("PATH") ?? "";
        Assert.SkipUnless(search.Split(':').Any(folder => File.Exists(Path.Combine(folder, name))), $"{name} is not on the PATH");
        using var shell = Process.Start(new ProcessStartInfo(name, arguments)
        {
            RedirectStandardOutput = true,
            Environment = { ["PATH"] = $"{AppContext.BaseDirectory}:{search}" },
        })!;
        var said = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        return said.TrimEnd('\n');
    }
}
