using System.Diagnostics;
using System.Text.Json;

namespace Wattd.Tests.Support;

/// <summary>A measured ffmpeg and its report. The simulated node is measured, so that there are joules.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Output">What the command wrote.</param>
/// <param name="Report">The report.</param>
sealed record MeasuredEncode(int ExitCode, string Output, JsonElement Report)
{
    /// <summary>The only run.</summary>
    public JsonElement Run => Assert.Single(Report.GetProperty("runs").EnumerateArray().ToList());

    /// <summary>The video of the run.</summary>
    public JsonElement Video => Run.GetProperty("video");

    /// <summary>The frames, and the video outputs.</summary>
    public (long Frames, int Outputs) Frames => (Video.GetProperty("frames").GetInt64(), Video.GetProperty("outputs").GetInt32());

    public bool HasJoulesPerFrame => Run.TryGetProperty("per_frame", out var frame) && frame.GetProperty("joules").GetDouble() > 0;

    /// <summary>The names of the warnings.</summary>
    public IEnumerable<string> Warnings => Report.GetProperty("warnings").EnumerateArray().Select(warning => warning.GetProperty("name").GetString()!);

    /// <summary>Measures a command line, whose words have no spaces in them.</summary>
    /// <param name="command">The command.</param>
    /// <param name="flags">Further flags of <c>wattd measure</c>.</param>
    public static async Task<MeasuredEncode> Of(string command, params string[] flags)
    {
        using var folder = new TemporaryFolder();
        var report = folder.File("report.json");
        var (exitCode, output, _) = await DaemonProcess.Run(
            ["measure", "--simulate", "on", "--json", "--output", report, .. flags, "--", .. command.Split(' ')]);
        return Read(exitCode, output, report);
    }

    /// <summary>Reads a report.</summary>
    public static MeasuredEncode Read(int exitCode, string output, string report)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(report));
        return new(exitCode, output, document.RootElement.Clone());
    }

    /// <summary>The frames of a video stream, as ffprobe(1) decodes them.</summary>
    public static async Task<long> CountedFrames(string path, int stream = 0)
    {
        using var ffprobe = Process.Start(new ProcessStartInfo("ffprobe",
            ["-v", "error", "-count_frames", "-select_streams", $"v:{stream}", "-show_entries", "stream=nb_read_frames", "-of", "csv=p=0", path])
        { RedirectStandardOutput = true })!;
        var count = await ffprobe.StandardOutput.ReadToEndAsync();
        await ffprobe.WaitForExitAsync();
        return long.Parse(count.Trim().TrimEnd(','), null);
    }
}
