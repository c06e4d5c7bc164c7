using System.CommandLine;
using System.Globalization;
using Wattd.Collectors;
using Wattd.Commands.Completion;
using Wattd.Settings;
using Wattd.Settings.Syntax;
using static System.TimeSpan;

namespace Wattd.Commands.Measure;

/// <summary>The options of <c>wattd measure</c> that are not settings, and the command.</summary>
sealed class MeasureFlags
{
    const string Auto = "auto", Off = "off", None = "none";
    const int MostRuns = 1000;

    static readonly DurationSyntax IdleSyntax = new(FromSeconds(1), FromMinutes(10), FromSeconds(5));
    static readonly WattsSyntax IdlePowerSyntax = new(0, 1_000_000, 62);
    static readonly DurationSyntax CooldownSyntax = new(Zero, FromMinutes(60), FromMinutes(1));

    readonly Option<bool> _json = new("--json") { Description = "Write the report as a JSON object." };

    readonly Option<string> _output = new("--output")
    {
        HelpName = "<file>",
        Description = "Write the report to this file. (default: standard error)",
    };

    readonly Option<string> _idle = new("--idle")
    {
        HelpName = "<duration|watts>",
        Description = $"Measure what the machine draws idle for this long first (5s), or take a power that is known (62W), and report what the command uses above it. (default {None})",
    };

    readonly Option<string> _repeat = new("--repeat")
    {
        HelpName = "<n>",
        Description = "Run the command n times; report each run, the mean and the standard deviation. (default 1)",
    };

    readonly Option<string> _cooldown = new("--cooldown")
    {
        HelpName = "<duration>",
        Description = "Wait between runs until the power is within 5 % of the idle power, at most this long. (default 0s)",
    };

    readonly Option<string> _frames = new("--frames")
    {
        HelpName = $"{Auto}|{Off}|<n>",
        Description = $"Count the frames of an ffmpeg by its -progress, or leave its arguments alone (off), or take a number that is known. (default {Auto})",
    };

    readonly Option<string[]> _require = new("--require")
    {
        HelpName = "<collector>",
        Description = "Do not start the command where this collector cannot measure: cpu, gpu, or both with a comma. (default: none)",
        AllowMultipleArgumentsPerToken = false,
    };

    readonly Argument<string[]> _command = new("command") { Arity = ArgumentArity.ZeroOrMore, HelpName = "-- <command>...", Description = "The command to measure follows." };

    public MeasureFlags()
    {
        _output.CompletionSources.Add(Completions.Files);
        _command.CompletionSources.Add(Completions.Command);
        _idle.CompletionSources.Add(None, "5s");
        _frames.CompletionSources.Add(Auto, Off);
        _require.CompletionSources.Add([.. CollectorList.All.Select(kind => kind.Name)]);
    }

    public IReadOnlyList<Option> Options => [_json, _output, _idle, _repeat, _cooldown, _frames, _require];

    /// <summary>The command to measure, after <c>--</c>.</summary>
    public Argument Command => _command;

    /// <summary>What the command line asks for.</summary>
    /// <exception cref="UsageException">A value is not allowed, or two options cannot be combined.</exception>
    public MeasureOptions Of(ParseResult parsed)
    {
        var command = parsed.GetValue(_command) ?? [];
        if (command.Length == 0)
            throw new UsageException("measure needs the command to measure, after --: wattd measure -- ffmpeg -i in.mp4 out.mp4");
        var (idleTime, idleWatts) = Idle(parsed.GetValue(_idle));
        var (asksForFrames, frames) = Frames(parsed.GetValue(_frames));
        var cooldown = parsed.GetValue(_cooldown) is { } text ? Duration("--cooldown", text, CooldownSyntax) : Zero;
        if (cooldown > Zero && idleTime is null && idleWatts is null)
            throw new UsageException("--cooldown needs --idle, because it waits until the machine is idle again");
        return new MeasureOptions([.. command])
        {
            IsJson = parsed.GetValue(_json),
            Output = parsed.GetValue(_output),
            IdleTime = idleTime,
            IdleWatts = idleWatts,
            Runs = parsed.GetValue(_repeat) is { } runs ? Whole("--repeat", runs, MostRuns) : 1,
            Cooldown = cooldown,
            AsksForFrames = asksForFrames,
            Frames = frames,
            Required = [.. (parsed.GetValue(_require) ?? []).SelectMany(names => names.Split(',')).Select(Collector).Distinct()],
        };
    }

    static (TimeSpan? Time, double? Watts) Idle(string? text)
    {
        if (text is null or None)
            return (null, null);
        if (IdlePowerSyntax.TryParse(text, out var watts))
            return (null, watts);
        return IdleSyntax.TryParse(text, out var time)
            ? (time, null)
            : throw new UsageException($"--idle: {Quoted.Text(text)} is not {IdleSyntax.Allowed}, a power such as 62W, or {None}");
    }

    static (bool Asks, long? Frames) Frames(string? text) => text switch
    {
        null or Auto => (true, null),
        Off => (false, null),
        _ when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var frames) && frames > 0 => (false, frames),
        _ => throw new UsageException($"--frames: {Quoted.Text(text)} is not {Auto}, {Off} or a number of frames"),
    };

    static TimeSpan Duration(string flag, string text, DurationSyntax syntax) =>
        syntax.TryParse(text, out var value) ? value : throw new UsageException($"{flag}: {Quoted.Text(text)} is not {syntax.Allowed}");

    static int Whole(string flag, string text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= 1 && value <= most
            ? value
            : throw new UsageException($"{flag}: {Quoted.Text(text)} is not a number from 1 to {most}");

    static string Collector(string name) => CollectorList.All.Any(kind => kind.Name == name)
        ? name
        : throw new UsageException($"--require: {Quoted.Text(name)} is not one of {string.Join(", ", CollectorList.All.Select(kind => kind.Name))}");
}
