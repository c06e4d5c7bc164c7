using System.Globalization;
using System.Text;

namespace Wattd.Tests.Collectors.Encodes.Progress;

/// <summary>Reports as ffmpeg 5.1 writes them.</summary>
static class ReportText
{
    /// <summary>A report of an ffmpeg that encodes 30 frames per second of media.</summary>
    /// <param name="frames">Its frames so far.</param>
    /// <param name="isLast">Whether it ends.</param>
    /// <param name="fps">Its mean rate, from which the time since its start follows; <c>0.00</c> in the first second.</param>
    /// <param name="quantizer">That of each video output; <c>-1.0</c> for a copied one.</param>
    public static byte[] Of(long frames, bool isLast = false, string fps = "0.00", params string[] quantizer)
    {
        var outputs = quantizer is [] ? ["28.0"] : quantizer;
        var microseconds = frames * 1_000_000 / 30;
        return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"""
            frame={frames}
            fps={fps}
            {string.Join('\n', outputs.Select((q, i) => $"stream_{i}_0_q={q}"))}
            bitrate= 812.3kbits/s
            total_size={frames * 1000}
            out_time_us={microseconds}
            out_time_ms={microseconds}
            out_time=N/A
            dup_frames={frames / 10}
            drop_frames={frames / 5}
            speed=N/A
            progress={(isLast ? "end" : "continue")}

            """));
    }

    /// <summary>A report of an ffmpeg that encodes audio only.</summary>
    public static byte[] OfAudio(TimeSpan media) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"""
        bitrate=  70.7kbits/s
        total_size=N/A
        out_time_us={media.TotalMicroseconds:0}
        out_time_ms={media.TotalMicroseconds:0}
        out_time=N/A
        dup_frames=0
        drop_frames=0
        speed=N/A
        progress=continue

        """));
}
