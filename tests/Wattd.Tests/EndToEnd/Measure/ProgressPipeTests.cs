using System.Text;
using Wattd.Linux;
using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd.Measure;

/// <summary>The pipe between ffmpeg and <c>wattd measure</c>.</summary>
public sealed class ProgressPipeTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Hours of media, with a report for every frame: several megabytes, where the pipe has room for 64 KiB.</summary>
    [Fact]
    public async Task ItIsAlwaysDrained()
    {
        var encode = await MeasuredEncode.Of("ffmpeg -v error -stats_period 0.000001 -f lavfi -i nullsrc=s=16x16:r=1:d=36000 -c:v rawvideo -f null -");
        Assert.Equal((0, (36000L, 1)), (encode.ExitCode, encode.Frames));
        Assert.Equal(36000, encode.Video.GetProperty("seconds").GetDouble());
    }

    [Fact]
    public async Task AnFfmpegThatIsKilledHasTheFramesOfItsLastReport()
    {
        var (report, media) = (_folder.File("report.json"), _folder.File("out.nut"));
        using var measure = MeasureProcess.StartAsIs(_folder, "--simulate", "on", "--json", "--output", report, "--",
            "ffmpeg", "-v", "error", "-stats_period", "0.05", "-re", "-f", "lavfi", "-i", "testsrc=s=160x120:r=100", "-flush_packets", "1", "-c:v", "rawvideo", media);
        await Eventually.True(() => File.Exists(media) && new FileInfo(media).Length > 5_000_000, "media");
        Assert.Equal(0, Signals.kill(Processes.ChildOf(measure.Id), Signals.SIGKILL));
        var encode = MeasuredEncode.Read((await measure.Ended()).ExitCode, "", report);
        Assert.Equal(137, encode.ExitCode);
        Assert.InRange(encode.Frames.Frames, 1, 1_000_000);
        Assert.False(encode.Video.GetProperty("complete").GetBoolean());
        Assert.Contains("progress-incomplete", encode.Warnings);
    }

    [Fact]
    public async Task AnFfmpegThatIsInterruptedReportsToItsEnd()
    {
        var (report, media) = (_folder.File("report.json"), _folder.File("out.mkv"));
        using var measure = MeasureProcess.StartAsIs(_folder, "--simulate", "on", "--json", "--output", report, "--",
            "ffmpeg", "-v", "error", "-re", "-f", "lavfi", "-i", "testsrc=s=160x120:r=100", "-flush_packets", "1", "-c:v", "ffv1", media);
        await Eventually.True(() => File.Exists(media) && new FileInfo(media).Length > 100_000, "media");
        measure.Signal(Signals.SIGTERM);
        var encode = MeasuredEncode.Read((await measure.Ended()).ExitCode, "", report);
        Assert.Equal((await MeasuredEncode.CountedFrames(media), 1), encode.Frames);
        Assert.True(encode.Video.GetProperty("complete").GetBoolean());
        Assert.Equal(255, encode.ExitCode);
    }

    /// <summary>A program that the command leaves behind holds the other end.</summary>
    [Fact]
    public async Task AProgramThatIsLeftBehindDoesNotHoldTheReportBack()
    {
        Plant("sleep 1000 >/dev/null 2>&1 & echo $!; printf 'frame=5\\nstream_0_0_q=3.0\\nprogress=end\\n' >&${2#pipe:}");
        var encode = await MeasuredEncode.Of($"{_folder.File("ffmpeg")} x");
        _ = Signals.kill(int.Parse(encode.Output, null), Signals.SIGKILL);
        Assert.Equal((5, 1), encode.Frames);
    }

    [Theory]
    [InlineData("auto", @"^-progress\|pipe:\d+\|-i\|a b\|\|out\|$")]
    [InlineData("off", @"^-i\|a b\|\|out\|$")]
    [InlineData("12", @"^-i\|a b\|\|out\|$")]
    public async Task TheArgumentsChangeOnlyToAskForProgress(string frames, string expected)
    {
        Plant("printf '%s|' \"$@\"");
        var (_, output, _) = await DaemonProcess.Run(
            ["measure", "--simulate", "on", "--frames", frames, "--", _folder.File("ffmpeg"), "-i", "a b", "", "out"]);
        Assert.Matches(expected, output);
    }

    /// <summary>Its write end is the only descriptor that the command gets beside those of the shell.</summary>
    [Fact]
    public async Task ItIsTheOnlyDescriptorThatIsAdded()
    {
        Plant("case $1 in -progress) echo ${2#pipe:};; esac; ls -1 /proc/self/fd");
        var (alone, measured) = await MeasuredScript.Both($"exec 7</dev/null; $measure {_folder.File("ffmpeg")}");
        var lines = Encoding.ASCII.GetString(measured.Output).Split('\n');
        Assert.Equal(
            Encoding.ASCII.GetString(alone.Output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Append(lines[0]).Order(),
            lines[1..].Where(line => line.Length > 0).Order());
    }

    void Plant(string script)
    {
        File.WriteAllText(_folder.File("ffmpeg"), $"#!/bin/bash\n{script}\n");
        File.SetUnixFileMode(_folder.File("ffmpeg"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
