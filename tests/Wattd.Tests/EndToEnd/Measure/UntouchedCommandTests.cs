using System.Text;
using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd.Measure;

/// <summary>A command that is measured reads, writes, returns and inherits what it would without <c>wattd measure</c>.</summary>
public sealed class UntouchedCommandTests
{
    // 32 and 33, which glibc keeps for threads: a program that was started by posix_spawn ignores them, others do not.
    const string WithoutThoseOfTheLibrary =
        " | while read -r name signals; do printf '%s %x\\n' \"$name\" $((0x$signals & ~0x180000000)); done";

    [Theory]
    [InlineData("standard input", @"printf 'a\0b\xff' | $measure cat")]
    [InlineData("an encoded stream", "$measure ffmpeg -v error -f lavfi -i testsrc=s=160x120:d=1 -c:v libx264 -threads 1 -bitexact -f nut - | sha256sum")]
    [InlineData("a stream that is read", "ffmpeg -v error -f lavfi -i testsrc=s=160x120:d=1 -f nut - | $measure ffmpeg -v error -i - -bitexact -f framemd5 -")]
    [InlineData("messages of ffmpeg", "$measure ffmpeg -version; $measure ffmpeg; $measure ffmpeg -nonsense")]
    [InlineData("a flood of standard error", "$measure sh -c 'head -c 3000000 /dev/zero >&2; echo out'")]
    [InlineData("a pipe that nobody reads", "$measure yes | head -1; echo ${PIPESTATUS[0]}")]
    [InlineData("arguments", @"$measure printf '<%s>' $'\xff\xfe' '' $'a\nb' -- --json @file '[suggest]' '*' --help")]
    [InlineData("very many arguments", "$measure sh -c 'echo $#' sh $(seq 20000)")]
    [InlineData("the environment", "A=$'\\xff' B= $measure env | grep -av -e ^_= -e ^measure=")]
    [InlineData("the working directory, the mask and the niceness", "umask 0123; cd /; nice -n 5 $measure sh -c 'umask; pwd; nice'")]
    [InlineData("the process group, the session and the terminal", "$measure cut -d' ' -f5-8 /proc/self/stat")]
    [InlineData("limits", "ulimit -Sn 333; ulimit -Sc 0; $measure cat /proc/self/limits")]
    [InlineData("scheduling", "$measure sh -c 'cat /proc/self/oom_score_adj /proc/self/timerslack_ns /proc/self/personality; cut -d\" \" -f18,19,40,41 /proc/self/stat'")]
    [InlineData("users and capabilities", "$measure grep -E '^(Umask|Uid|Gid|Groups|Cap|NoNewPrivs|Seccomp|Speculation|Cpus_allowed)' /proc/self/status")]
    [InlineData("signals", "$measure grep -E '^Sig(Blk|Ign|Cgt)' /proc/self/status" + WithoutThoseOfTheLibrary)]
    [InlineData("ignored and blocked signals", "env --ignore-signal=HUP,INT,QUIT,TERM,TSTP,TTOU,USR1 --block-signal=USR2 $measure grep -E '^Sig(Blk|Ign|Cgt)' /proc/self/status" + WithoutThoseOfTheLibrary)]
    [InlineData("a descriptor", "exec 7</dev/zero; $measure head -c 5 /proc/self/fd/7; $measure ls /proc/self/fd")]
    [InlineData("closed standard input", "$measure ls /proc/self/fd <&-")]
    [InlineData("closed standard output", "$measure sh -c 'ls /proc/self/fd >&2' >&-")]
    [InlineData("closed standard error", "$measure ls /proc/self/fd 2>&-")]
    [InlineData("exit codes", "for code in 0 1 3 126 127 255; do $measure sh -c \"exit $code\"; echo $?; done")]
    [InlineData("a nested command", "$measure sh -c '$measure sh -c \"echo a; exit 4\"'")]
    public async Task ItIsTheSameWithAndWithout(string what, string script)
    {
        var (alone, measured) = await MeasuredScript.Both(script);
        Assert.Equal(Text(alone.Output), Text(measured.Output));
        Assert.Equal(Text(alone.Error), Text(measured.Error));
        Assert.Equal(alone.ExitCode, measured.ExitCode);
        Assert.True(alone.Output.Length + alone.Error.Length > 0, what);
    }

    [Theory]
    [InlineData("KILL", 137)]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    public async Task ASignalThatEndsTheCommandIsInItsExitCode(string signal, int code)
    {
        var (exitCode, _, error) = await DaemonProcess.Run(["measure", "--simulate", "on", "--", "sh", "-c", $"kill -{signal} $$"]);
        Assert.Equal(code, exitCode);
        Assert.Contains($"ended by SIG{signal} after", error);
    }

    /// <summary>The kernel would discard the exit codes of the children of a process that ignores SIGCHLD.</summary>
    [Fact]
    public async Task TheExitCodeIsKnownWhereChildrenAreIgnored() =>
        Assert.Equal(3, (await MeasuredScript.Measured("env --ignore-signal=CHLD $measure sh -c 'exit 3'")).ExitCode);

    /// <summary>Bytes as characters of the same number.</summary>
    static string Text(byte[] bytes) => Encoding.Latin1.GetString(bytes);
}
