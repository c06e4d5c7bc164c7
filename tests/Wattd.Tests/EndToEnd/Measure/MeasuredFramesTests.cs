using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd.Measure;

/// <summary>The frames of a real ffmpeg.</summary>
public sealed class MeasuredFramesTests : IDisposable
{
    const string Input = "ffmpeg -v error -nostdin -f lavfi -i testsrc=s=160x120:d=3", X264 = "-c:v libx264 -preset ultrafast";

    readonly TemporaryFolder _folder = new();

    string Out => _folder.File("out.mkv");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(X264)]
    [InlineData("-c:v libx264 -preset ultrafast -r 10")]
    [InlineData("-c:v mpeg4 -frames:v 31")]
    [InlineData("-c:v ffv1 -nostats -loglevel quiet")]
    public async Task TheyAreThoseThatFfprobeCounts(string options)
    {
        var encode = await MeasuredEncode.Of($"{Input} {options} {Out}");
        Assert.Equal((0, (await MeasuredEncode.CountedFrames(Out), 1)), (encode.ExitCode, encode.Frames));
        Assert.True(encode.HasJoulesPerFrame);
        Assert.True(encode.Video.GetProperty("complete").GetBoolean());
        Assert.Equal(0, encode.Video.GetProperty("copied_outputs").GetInt32());
        Assert.DoesNotContain("frames-unknown", encode.Warnings);
    }

    [Fact]
    public async Task ALadderCountsThoseOfItsFirstOutput()
    {
        var encode = await MeasuredEncode.Of(
            $"{Input} -map 0:v {X264} -r 10 {Out} -map 0:v {X264} {_folder.File("second.mkv")} -map 0:v {X264} -s 80x60 {_folder.File("third.mkv")}");
        Assert.Equal((await MeasuredEncode.CountedFrames(Out), 3), encode.Frames);
        Assert.True(encode.HasJoulesPerFrame);
    }

    [Fact]
    public async Task ACopyHasFramesButNoJoulesForEach()
    {
        var source = _folder.File("source.mkv");
        await MeasuredEncode.Of($"{Input} {X264} {source}");
        var copy = await MeasuredEncode.Of($"ffmpeg -v error -i {source} -c copy {Out}");
        Assert.Equal((75, 1), copy.Frames);
        Assert.Equal(1, copy.Video.GetProperty("copied_outputs").GetInt32());
        Assert.False(copy.HasJoulesPerFrame);

        var both = await MeasuredEncode.Of($"ffmpeg -v error -y -i {source} -map 0:v -map 0:v -c:v:0 copy -c:v:1 libx264 {Out}");
        Assert.Equal((75, 2), both.Frames);
        Assert.True(both.HasJoulesPerFrame);
    }

    [Fact]
    public async Task AudioHasNone()
    {
        var encode = await MeasuredEncode.Of($"ffmpeg -v error -f lavfi -i sine=d=3 {_folder.File("out.flac")}");
        Assert.Equal(0, encode.ExitCode);
        Assert.False(encode.HasJoulesPerFrame);
        Assert.DoesNotContain("frames-unknown", encode.Warnings);
        Assert.False(encode.Video.TryGetProperty("frames", out _));
    }

    [Fact]
    public async Task AProgressOfTheUsersIsLeftAlone()
    {
        var encode = await MeasuredEncode.Of($"{Input} -progress {_folder.File("progress")} {Out}");
        Assert.Contains("progress=end", File.ReadAllText(_folder.File("progress")));
        Assert.Contains("frames-unknown", encode.Warnings);
        Assert.False(encode.Run.TryGetProperty("video", out _));
    }

    [Fact]
    public async Task AnInputThatCannotBeOpenedHasNone()
    {
        var encode = await MeasuredEncode.Of($"ffmpeg -v error -i /nonexistent.mp4 {Out}");
        Assert.Equal(1, encode.ExitCode);
        Assert.Contains("frames-unknown", encode.Warnings);
    }

    [Fact]
    public async Task AScriptCanBeGivenThem()
    {
        File.WriteAllText(_folder.File("encode"), $"{Input} {Out}");
        var encode = await MeasuredEncode.Of($"sh {_folder.File("encode")}", "--frames", "75");
        Assert.Equal(75, encode.Video.GetProperty("frames").GetInt64());
        Assert.True(encode.HasJoulesPerFrame);
        Assert.DoesNotContain("frames-unknown", encode.Warnings);
    }
}
