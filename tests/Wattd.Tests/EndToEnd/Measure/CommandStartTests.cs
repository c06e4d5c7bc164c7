using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd.Measure;

/// <summary>Which file a command is, and the exit codes of shells for one that cannot be started.</summary>
public sealed class CommandStartTests : IDisposable
{
    const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("nonexistent-command", 127, "cannot run 'nonexistent-command': No such file or directory")]
    [InlineData("./nonexistent", 127, "cannot run './nonexistent': No such file or directory")]
    [InlineData("", 127, "cannot run '': No such file or directory")]
    [InlineData("/tmp", 126, "cannot run '/tmp': Permission denied")]
    [InlineData("/etc/passwd", 126, "cannot run '/etc/passwd': Permission denied")]
    [InlineData("/etc/passwd/x", 126, "cannot run '/etc/passwd/x': Not a directory")]
    public async Task ACommandThatCannotBeStartedIsOneLineAndTheExitCodeOfAShell(string command, int code, string line)
    {
        var (exitCode, output, error) = await Measure(command);
        Assert.Equal((code, "", $"wattd: {line}\n"), (exitCode, output, error));
    }

    [Fact]
    public async Task AMissingInterpreterIsNamed()
    {
        Script("broken", "#!/nowhere/interpreter\n");
        var (exitCode, _, error) = await Measure(_folder.File("broken"));
        Assert.Equal((127, $"wattd: cannot run '{_folder.File("broken")}': the interpreter that it names does not exist\n"), (exitCode, error));
    }

    [Fact]
    public async Task AScriptWithoutAnInterpreterLineIsRunByTheShell()
    {
        Script("plain", "echo \"$0 $#\"; exit 6\n");
        var (exitCode, output, _) = await Measure(_folder.File("plain"), "a", "b c");
        Assert.Equal((6, $"{_folder.File("plain")} 2\n"), (exitCode, output));
    }

    /// <summary>As execvp(3): folders, files that are not executable and broken scripts are passed over.</summary>
    [Fact]
    public async Task OnThePathTheFirstFileThatCanBeRunIsTaken()
    {
        foreach (var folder in (string[])["a", "b", "c"])
            Directory.CreateDirectory(_folder.File(folder));
        Directory.CreateDirectory(_folder.File("a/tool"));
        Script("b/tool", "echo b\n", UnixFileMode.UserRead);
        Script("c/tool", "echo c $1\n");
        var path = string.Join(':', _folder.File("a"), _folder.File("missing"), _folder.File("b"), _folder.File("c"));

        var (exitCode, output, _) = await DaemonProcess.Run(
            ["measure", "--simulate", "on", "--", "tool", "x"], new Dictionary<string, string> { ["PATH"] = path });
        Assert.Equal((0, "c x\n"), (exitCode, output));

        File.Delete(_folder.File("c/tool"));
        (exitCode, _, var error) = await DaemonProcess.Run(
            ["measure", "--simulate", "on", "--", "tool", "x"], new Dictionary<string, string> { ["PATH"] = path });
        Assert.Equal((126, "wattd: cannot run 'tool': Permission denied\n"), (exitCode, error));
    }

    [Fact]
    public async Task APathThatIsNotTextIsSearched() => Assert.Equal("found\n"u8.ToArray(), (await MeasuredScript.Measured($"""
        folder='{_folder.Path}/'$'\xff'
        mkdir "$folder"
        printf 'echo found' >"$folder/"$'\xfe'
        chmod +x "$folder/"$'\xfe'
        PATH=$folder:$PATH $measure $'\xfe'
        rm -r "$folder"
        """)).Output);

    static Task<(int ExitCode, string Output, string Error)> Measure(params string[] command) =>
        DaemonProcess.Run(["measure", "--simulate", "on", "--", .. command]);

    void Script(string name, string text, UnixFileMode mode = Executable)
    {
        File.WriteAllText(_folder.File(name), text);
        File.SetUnixFileMode(_folder.File(name), mode);
    }
}
