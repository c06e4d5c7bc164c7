using System.Globalization;
using System.Text;

namespace Wattd.Ffmpeg;

/// <summary>The arguments of an ffmpeg, as bytes: they need not be text.</summary>
static class FfmpegArguments
{
    // The levels at which ffmpeg writes no statistics, unless -stats asks for them.
    static readonly string[] QuietLevels = ["quiet", "panic", "fatal", "error", "warning", "-8", "0", "8", "16", "24"];

    /// <summary>Whether a program is ffmpeg, by its name: <c>ffmpeg</c>, <c>/opt/ffmpeg-7/bin/ffmpeg</c>.</summary>
    public static bool IsFfmpeg(ReadOnlySpan<byte> program) => program[(program.LastIndexOf((byte)'/') + 1)..].SequenceEqual("ffmpeg"u8);

    /// <summary>Whether it is asked for progress already: ffmpeg knows one place to report to, and the last one wins.</summary>
    public static bool HasProgress(IEnumerable<byte[]> arguments) => arguments.Any(argument => argument.AsSpan().SequenceEqual("-progress"u8));

    /// <summary>Whether it is asked to copy a stream that may be video, instead of encoding it.</summary>
    public static bool CopiesVideo(IReadOnlyList<byte[]> arguments) =>
        arguments.Zip(arguments.Skip(1)).Any(pair => pair.Second.AsSpan().SequenceEqual("copy"u8) && SetsVideoCodec(Encoding.UTF8.GetString(pair.First)));

    // -c, -codec, -c:v, -codec:v:0, -c:0, -c:m:language:eng, and so on.
    static bool SetsVideoCodec(string option) => option.Split(':') switch
    {
        ["-vcodec", ..] => true,
        ["-c" or "-codec", .. var specifier] => specifier is not ["a" or "s" or "d" or "t", ..],
        _ => false,
    };

    /// <summary>Whether it writes a line of statistics to a terminal: of contradicting arguments, the last one counts.</summary>
    public static bool ShowsStatistics(IReadOnlyList<byte[]> arguments)
    {
        bool? isAsked = null;
        var isQuiet = false;
        for (var i = 1; i < arguments.Count; i++)
        {
            var argument = Encoding.UTF8.GetString(arguments[i]);
            if (argument is "-stats" or "-nostats")
                isAsked = argument == "-stats";
            else if (argument is "-v" or "-loglevel" && i + 1 < arguments.Count)
                isQuiet = QuietLevels.Contains(Encoding.UTF8.GetString(arguments[i + 1]).Split('+')[^1]);
        }
        return isAsked ?? !isQuiet;
    }

    /// <summary>The arguments with one that sends progress to an inherited descriptor, right after the name of the program.</summary>
    public static byte[][] WithProgress(IReadOnlyList<byte[]> arguments, int descriptor) =>
    [
        arguments[0],
        "-progress"u8.ToArray(),
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"pipe:{descriptor}")),
        .. arguments.Skip(1),
    ];
}
