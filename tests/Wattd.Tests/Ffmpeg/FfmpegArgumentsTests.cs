using System.Text;
using Wattd.Ffmpeg;

namespace Wattd.Tests.Ffmpeg;

public sealed class FfmpegArgumentsTests
{
    [Theory]
    [InlineData("ffmpeg", true)]
    [InlineData("/opt/ffmpeg-7/bin/ffmpeg", true)]
    [InlineData("./ffmpeg", true)]
    [InlineData("ffmpeg-7", false)]
    [InlineData("ffprobe", false)]
    [InlineData("ffmpeg/run", false)]
    [InlineData("", false)]
    public void TheProgramIsFfmpegByItsName(string program, bool expected) =>
        Assert.Equal(expected, FfmpegArguments.IsFfmpeg(Encoding.UTF8.GetBytes(program)));

    [Theory]
    [InlineData("ffmpeg -i a -progress x b", true)]
    [InlineData("ffmpeg -i a b", false)]
    [InlineData("ffmpeg -i -progress.mp4 b", false)]
    public void AProgressOfTheUsersIsSeen(string command, bool expected) => Assert.Equal(expected, FfmpegArguments.HasProgress(Arguments(command)));

    [Theory]
    [InlineData("ffmpeg -i a -c copy b", true)]
    [InlineData("ffmpeg -i a -codec copy b", true)]
    [InlineData("ffmpeg -i a -vcodec copy b", true)]
    [InlineData("ffmpeg -i a -c:v copy b", true)]
    [InlineData("ffmpeg -i a -c:v:1 copy b", true)]
    [InlineData("ffmpeg -i a -codec:0 copy b", true)]
    [InlineData("ffmpeg -i a -c:m:language:eng copy b", true)]
    [InlineData("ffmpeg -i a -c:a copy b", false)]
    [InlineData("ffmpeg -i a -acodec copy b", false)]
    [InlineData("ffmpeg -i a -codec:s:0 copy b", false)]
    [InlineData("ffmpeg -i copy -c:v libx264 b", false)]
    [InlineData("ffmpeg -i a copy", false)]
    public void ACopyOfVideoIsSeen(string command, bool expected) => Assert.Equal(expected, FfmpegArguments.CopiesVideo(Arguments(command)));

    [Theory]
    [InlineData("ffmpeg -i a b", true)]
    [InlineData("ffmpeg -nostats -i a b", false)]
    [InlineData("ffmpeg -v error -i a b", false)]
    [InlineData("ffmpeg -loglevel repeat+level+quiet -i a b", false)]
    [InlineData("ffmpeg -v 16 -i a b", false)]
    [InlineData("ffmpeg -v info -i a b", true)]
    [InlineData("ffmpeg -v verbose -i a b", true)]
    [InlineData("ffmpeg -v error -stats -i a b", true)]
    [InlineData("ffmpeg -stats -nostats -i a b", false)]
    [InlineData("ffmpeg -i a -v", true)]
    public void ItIsKnownWhetherItWritesStatistics(string command, bool expected) => Assert.Equal(expected, FfmpegArguments.ShowsStatistics(Arguments(command)));

    [Fact]
    public void ProgressIsAskedForRightAfterTheProgramAndNothingElseChanges()
    {
        byte[][] arguments = ["ffmpeg"u8.ToArray(), [0xff, 0xfe], []];
        Assert.Equal(["ffmpeg"u8.ToArray(), "-progress"u8.ToArray(), "pipe:17"u8.ToArray(), [0xff, 0xfe], []], FfmpegArguments.WithProgress(arguments, 17));
    }

    static byte[][] Arguments(string command) => [.. command.Split(' ').Select(Encoding.UTF8.GetBytes)];
}
