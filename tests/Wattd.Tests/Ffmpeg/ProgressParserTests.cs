using System.Text;
using Wattd.Ffmpeg;

namespace Wattd.Tests.Ffmpeg;

/// <summary>Blocks as several versions of ffmpeg write them.</summary>
public sealed class ProgressParserTests
{
    // Up to 4.0 there is no out_time_us.
    const string Version40 = """
        frame=120
        fps=59.9
        stream_0_0_q=28.0
        bitrate= 812.3kbits/s
        total_size=406150
        out_time_ms=4000000
        out_time=00:00:04.000000
        dup_frames=1
        drop_frames=2
        speed=1.99x
        progress=continue

        """;

    const string Version44 = """
        frame=3600
        fps=58.82
        stream_0_0_q=23.0
        bitrate=4012.7kbits/s
        total_size=30095250
        out_time_us=60000000
        out_time_ms=60000000
        out_time=00:01:00.000000
        dup_frames=0
        drop_frames=0
        speed=0.98x
        progress=end

        """;

    const string AudioOnly51 = """
        bitrate=  70.7kbits/s
        total_size=26502581
        out_time_us=3000018141
        out_time_ms=3000018141
        out_time=00:50:00.018141
        dup_frames=0
        drop_frames=0
        speed=2.32e+04x
        progress=end

        """;

    const string Unknown61 = """
        frame=75
        fps=0.00
        stream_0_0_q=-0.0
        bitrate=N/A
        total_size=N/A
        out_time_us=N/A
        out_time_ms=N/A
        out_time=N/A
        dup_frames=0
        drop_frames=0
        speed=N/A
        progress=continue

        """;

    const string Ladder71 = """
        frame=250
        fps=120.17
        stream_0_0_q=29.0
        stream_0_1_q=-1.0
        stream_1_0_q=31.0
        stream_2_0_q=30.0
        bitrate= 414.7kbits/s
        total_size=516272
        out_time_us=9960078
        out_time_ms=9960078
        out_time=00:00:09.960078
        dup_frames=0
        drop_frames=0
        speed=13.3x
        progress=continue

        """;

    [Fact]
    public void ABlockOf40HasMicrosecondsUnderTheNameOfMilliseconds() => Assert.Equal(
        new ProgressBlock { Frames = 120, MediaTime = TimeSpan.FromSeconds(4), DroppedFrames = 2, DuplicatedFrames = 1, Bytes = 406150, VideoOutputs = 1, Elapsed = TimeSpan.FromSeconds(120 / 59.9) },
        Parse(Version40));

    [Fact]
    public void TheLastBlockSaysSo() => Assert.Equal(
        new ProgressBlock { Frames = 3600, MediaTime = TimeSpan.FromMinutes(1), DroppedFrames = 0, DuplicatedFrames = 0, Bytes = 30095250, VideoOutputs = 1, IsLast = true, Elapsed = TimeSpan.FromSeconds(3600 / 58.82) },
        Parse(Version44));

    [Fact]
    public void AudioHasNoFrames() => Assert.Equal(
        new ProgressBlock { MediaTime = TimeSpan.FromMicroseconds(3000018141), DroppedFrames = 0, DuplicatedFrames = 0, Bytes = 26502581, IsLast = true, Elapsed = TimeSpan.FromSeconds(3000.018141 / 23200) },
        Parse(AudioOnly51));

    [Fact]
    public void WhatIsNotAvailableIsAbsent() => Assert.Equal(
        new ProgressBlock { Frames = 75, DroppedFrames = 0, DuplicatedFrames = 0, VideoOutputs = 1 }, Parse(Unknown61));

    [Fact]
    public void ALadderHasAsManyOutputsAsQuantizers()
    {
        var block = Parse(Ladder71)!.Value;
        Assert.Equal((250, 4, 1, true), (block.Frames, block.VideoOutputs, block.CopiedOutputs, block.IsEncoding));
    }

    [Fact]
    public void AnOutputThatIsCopiedHasNoQuantizerInAnyBlock()
    {
        var block = Parse("frame=1\nstream_0_0_q=-1.0\nprogress=continue\nframe=50\nstream_0_0_q=-1.0\nprogress=end\n")!.Value;
        Assert.Equal((1, false), (block.CopiedOutputs, block.IsEncoding));
    }

    /// <summary>libx264 flushes its last packets with the quantizer -1.</summary>
    [Fact]
    public void AnOutputThatLosesItsQuantizerInTheLastBlockIsEncoded()
    {
        var block = Parse("frame=1\nstream_0_0_q=0.0\nprogress=continue\nframe=50\nstream_0_0_q=-1.0\nprogress=end\n")!.Value;
        Assert.Equal((0, true), (block.CopiedOutputs, block.IsEncoding));
    }

    [Fact]
    public void WithoutACopyAmongTheArgumentsEveryOutputIsEncoded()
    {
        var block = new ProgressParser(mayCopy: false).Add("frame=9\nstream_0_0_q=-1.0\nprogress=end\n"u8)!.Value;
        Assert.Equal((0, true), (block.CopiedOutputs, block.IsEncoding));
    }

    [Theory]
    [InlineData("out_time=00:00:02.500000", 2.5)]
    [InlineData("out_time=123:00:00.000000", 442800.0)]
    [InlineData("out_time_us=2500000\nout_time_ms=N/A\nout_time=N/A", 2.5)]
    [InlineData("out_time_us=-21333\nout_time_ms=-21333\nout_time=-00:00:00.021333", null)]
    [InlineData("out_time=00:00:02", null)]
    [InlineData("out_time=00:00:0x.000000", null)]
    [InlineData("out_time=99999999999999:00:00.000000", null)]
    [InlineData("out_time_us=9223372036854775807", null)]
    public void TheTimeIsReadFromAnyOfItsThreeForms(string lines, double? seconds) =>
        Assert.Equal(seconds, Parse($"{lines}\nprogress=continue\n")!.Value.MediaTime?.TotalSeconds);

    [Theory]
    [InlineData("frame= 42 ", 42L)]
    [InlineData("frame=-1", null)]
    [InlineData("frame=", null)]
    [InlineData("frame=4x", null)]
    [InlineData("frame=99999999999999999999", null)]
    public void ANumberMayBePadded(string line, long? frames) => Assert.Equal(frames, Parse($"{line}\nprogress=continue\n")!.Value.Frames);

    [Fact]
    public void LinesMayEndWithCarriageReturns() =>
        Assert.Equal(Parse(Version44), Parse(Version44.Replace("\n", "\r\n", StringComparison.Ordinal)));

    [Fact]
    public void ABlockThatIsCutIsNotReported()
    {
        Assert.Null(Parse(Version44[..^2]));
        Assert.Equal(Parse(Version40), Parse(Version40 + Version44[..60]));
    }

    [Fact]
    public void NothingOfABlockIsInTheNextOne() => Assert.Equal(new ProgressBlock(), Parse(Version40 + "progress=continue\n"));

    [Fact]
    public void JunkWithoutALineEndIsSkipped()
    {
        var parser = new ProgressParser();
        Assert.Null(parser.Add(Enumerable.Repeat((byte)'x', 64 * 1024).ToArray()));
        Assert.Null(parser.Add("frame=1\n"u8));
        Assert.Equal(120, parser.Add(Encoding.ASCII.GetBytes(Version40))!.Value.Frames);
    }

    static ProgressBlock? Parse(string text) => new ProgressParser().Add(Encoding.ASCII.GetBytes(text));
}
