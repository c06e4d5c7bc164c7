using System.Collections.Immutable;
using Wattd.Metrics;
using static Wattd.Metrics.MetricFamilyType;

namespace Wattd.Collectors.Encodes.Views;

/// <summary>The metric families of the encodes collector.</summary>
static class EncodesFamilies
{
    static readonly string[] Encode = ["encode"];

    public static readonly MetricFamily Info = new(
        "encode_info", Gauge,
        "Always 1; the unit of the encode (as exporters of systemd name it), its cgroup (as cadvisor names it in id), and why it is an encode: match, progress or session.",
        [.. Encode, "unit", "cgroup", "found_by"]);

    public static readonly MetricFamily Running = new(
        "encode_running", Gauge, "Whether the encode runs: 1, or 0 for encodes.linger after its end.", Encode);

    public static readonly MetricFamily StartTime = new(
        "encode_start_time_seconds", Gauge,
        "Unix time when the encode last started, or when wattd first saw it running.", Encode);

    public static readonly MetricFamily Restarts = new(
        "encode_restarts_total", Counter, "How often the encode was started again while wattd knew it.", Encode);

    public static readonly MetricFamily Energy = new(
        "encode_energy_joules_total", Counter,
        "Energy above idle that is attributed to the encode, in joules: by its share of processor time for cpu (packages) and dram, of engine time for gpu.",
        [.. Encode, "component", "gpu_id"]);

    public static readonly MetricFamily CpuSeconds = new(
        "encode_cpu_seconds_total", Counter,
        "Processor time that the encode has used since wattd first saw it, in seconds; from usage_usec in cpu.stat.", Encode);

    public static readonly MetricFamily Frames = new(
        "encode_frames_total", Counter, "Frames that the encode has encoded: of the first video output of each ffmpeg in it.", Encode);

    public static readonly MetricFamily DroppedFrames = new(
        "encode_dropped_frames_total", Counter, "Frames that ffmpeg dropped to keep the frame rate.", Encode);

    public static readonly MetricFamily DuplicatedFrames = new(
        "encode_duplicated_frames_total", Counter, "Frames that ffmpeg wrote twice to keep the frame rate.", Encode);

    public static readonly MetricFamily MediaSeconds = new(
        "encode_media_seconds_total", Counter, "How much media the encode has written, in seconds; from out_time of ffmpeg.", Encode);

    public static readonly MetricFamily OutputBytes = new(
        "encode_output_bytes_total", Counter, "Bytes that the encode has written; from total_size of ffmpeg.", Encode);

    public static readonly MetricFamily Fps = new(
        "encode_fps", Gauge, "Frames per second over the last encodes.interval, added up over the ffmpegs in the encode.", Encode);

    public static readonly MetricFamily Speed = new(
        "encode_speed_ratio", Gauge,
        "Media time per time over the last encodes.interval: below 1 a live encode falls behind; the least of the ffmpegs in the encode.", Encode);

    public static readonly MetricFamily Outputs = new(
        "encode_outputs", Gauge, "Video outputs that the encode writes, such as the renditions of a ladder.", Encode);

    public static readonly MetricFamily ProgressAge = new(
        "encode_progress_age_seconds", Gauge, "Time since the last report of progress, in seconds, of the ffmpeg in it that has been silent longest; absent if none has reported, and when all have ended.", Encode);

    public static readonly MetricFamily Split = new(
        "energy_split_joules_total", Counter,
        "The energy of rapl_energy_joules_total or gpu_energy_joules_total in three parts that add up to it, in joules: idle, attributed to encodes, and other.",
        ["component", "gpu_id", "part"]);

    public static readonly MetricFamily IdleWatts = new(
        "wattd_idle_watts", Gauge,
        "Power up to which energy counts as idle, in watts: from the settings, or the lowest mean of ten seconds without load. Absent while it is unknown; the part idle is then 0.",
        ["component", "gpu_id", "source"]);

    public static readonly MetricFamily EncodesRunning = new("encodes_running", Gauge, "Encodes that run and are followed.");

    public static readonly MetricFamily EncodesStarted = new("encodes_started_total", Counter, "Encodes that have started, or were running when wattd started; restarts included.");

    public static readonly MetricFamily EncodesEnded = new("encodes_ended_total", Counter, "Encodes that have ended.");

    public static readonly MetricFamily EncodesUnlisted = new(
        "encodes_unlisted", Gauge, "Encodes that run and are not followed because of encodes.max; their energy is in the part other.");

    public static readonly MetricFamily Datagrams = new(
        "wattd_progress_datagrams_total", Counter,
        "Reports of progress received, by what became of them: taken, unknown_sender, malformed, over_limit.", "result");

    public static readonly ImmutableArray<MetricFamily> All =
    [
        Energy, Split, IdleWatts, CpuSeconds, Frames, DroppedFrames, DuplicatedFrames, MediaSeconds, OutputBytes, Fps, Speed, Outputs, ProgressAge,
        Info, Running, StartTime, Restarts, EncodesRunning, EncodesStarted, EncodesEnded, EncodesUnlisted, Datagrams,
    ];
}
