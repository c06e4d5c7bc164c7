using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Wattd.Collectors.Encodes.Progress;
using Wattd.Settings;
using Wattd.Settings.Syntax;
using static System.TimeSpan;

namespace Wattd.Collectors.Encodes;

/// <summary>The settings of the encodes collector.</summary>
static class EncodesSettings
{
    public static readonly Setting Mode = new TypedSetting<EncodesOptions, CollectorMode>("encodes",
        "The encodes collector: the energy of each encode, by the units and containers that run them. auto needs cgroup v2, and serves nothing without; required exits where that is missing at start.",
        CollectorSettings.Mode, o => o.Mode, (o, v) => o with { Mode = v });

    public static readonly Setting Match = new TypedSetting<EncodesOptions, Patterns>("encodes.match",
        "Which units are encodes: patterns with * and ?, separated by spaces. One with a slash is compared with the end of the cgroup's path. none: only what sends progress or holds an NVENC session.",
        new PatternsSyntax(), o => o.Match, (o, v) => o with { Match = v });

    public static readonly Setting Interval = new TypedSetting<EncodesOptions, TimeSpan>("encodes.interval",
        "How often the energy is split between the encodes; while none runs, every 5 s, or this if it is longer.",
        new DurationSyntax(FromMilliseconds(200), FromMinutes(1), FromSeconds(1)), o => o.Interval, (o, v) => o with { Interval = v });

    public static readonly Setting Most = new TypedSetting<EncodesOptions, int>("encodes.max",
        "How many encodes are followed at the same time, which bounds the number of series. More are counted in encodes_unlisted, and their energy in the part other.",
        new CountSyntax(0, 1000), o => o.Most, (o, v) => o with { Most = v });

    public static readonly Setting Linger = new TypedSetting<EncodesOptions, TimeSpan>("encodes.linger",
        "How long an encode that has ended stays on the page; at least two scrape intervals, so that its last values are seen.",
        new DurationSyntax(Zero, FromMinutes(60), FromMinutes(5)), o => o.Linger, (o, v) => o with { Linger = v });

    public static readonly Setting Progress = new TypedSetting<EncodesOptions, IPEndPoint?>("encodes.progress",
        "Where the progress of encodes is received by UDP: ffmpeg -progress udp://127.0.0.1:9507 gives frames to the encode that it is in. An ffmpeg does not notice whether wattd runs.",
        new ProgressAddressSyntax(), o => o.Progress, (o, v) => o with { Progress = v });

    public static readonly Setting IdleWatts = new TypedSetting<EncodesOptions, double?>("encodes.idle-watts",
        "What all CPU packages together draw when idle; it is left out of the shares. auto takes the lowest mean of ten seconds in which the processors were idle, and nothing until there was one.",
        new AutoSyntax<double>(new WattsSyntax(0, 100_000, 60)), o => o.IdleWatts, (o, v) => o with { IdleWatts = v });

    public static readonly Setting GpuIdleWatts = new TypedSetting<EncodesOptions, double?>("encodes.gpu-idle-watts",
        "The same for each GPU.",
        new AutoSyntax<double>(new WattsSyntax(0, 100_000, 20)), o => o.GpuIdleWatts, (o, v) => o with { GpuIdleWatts = v });

    public static readonly Setting CgroupPath = new TypedSetting<EncodesOptions, string>("path.cgroup",
        "Where cgroup v2 is mounted; differs in a container.",
        new TextSyntax("<path>", "an absolute path", text => text[0] == '/'), o => o.CgroupPath, (o, v) => o with { CgroupPath = v })
    { IsFile = true };

    /// <summary>The settings under the collector's own heading.</summary>
    public static readonly SettingGroup Group = new("Encodes", Match, Interval, Most, Linger, Progress, IdleWatts, GpuIdleWatts, CgroupPath);
}

/// <summary>A whole number.</summary>
/// <param name="minimum">The lowest allowed.</param>
/// <param name="maximum">The highest allowed.</param>
sealed class CountSyntax(int minimum, int maximum) : ValueSyntax<int>
{
    public override string Allowed => $"a whole number from {Range}";

    public override string Placeholder => "<number>";

    public override string Range => string.Create(CultureInfo.InvariantCulture, $"{minimum} to {maximum}");

    public override bool TryParse(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= minimum && value <= maximum;

    public override string Format(int value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Patterns of unit names and cgroup paths, separated by spaces, or <c>none</c>.</summary>
sealed class PatternsSyntax : ValueSyntax<Patterns>
{
    const string None = "none";
    const int Most = 100;

    public override string Allowed => $"{None}, or patterns separated by spaces, such as 'live-*.service encode.slice/*'";

    public override string Placeholder => $"<patterns>|{None}";

    public override bool TryParse(string text, out Patterns value)
    {
        ImmutableArray<string> all = [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        value = new Patterns(text.Equals(None, StringComparison.OrdinalIgnoreCase) ? [] : all);
        return all.Length is > 0 and <= Most && !text.Any(char.IsControl) && value.All.All(CanMatch);
    }

    public override string Format(Patterns value) => value.All.IsEmpty ? None : string.Join(' ', value.All);

    /// <summary>A name is at most 255 bytes long, and a path has no empty parts.</summary>
    static bool CanMatch(string pattern) =>
        pattern.Length <= 1000 && pattern != "/" && !pattern.Contains("//") && !pattern.EndsWith('/');
}
