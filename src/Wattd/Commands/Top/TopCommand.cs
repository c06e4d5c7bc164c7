using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Wattd.Collectors;
using Wattd.Daemon;
using Wattd.Metrics.Self;
using Wattd.Settings;

namespace Wattd.Commands.Top;

/// <summary><c>wattd top</c>: the node's readings in a terminal, drawn anew each second; as plain text, once, where there is none.</summary>
/// <param name="settings">Settings, all of them good.</param>
/// <param name="options">What it was asked for.</param>
/// <param name="build">What this binary was built from.</param>
/// <param name="output">Standard output.</param>
sealed class TopCommand(LoadedSettings settings, TopOptions options, BuildInfo build, Stream output)
{
    const int PlainWidth = 100;
    const string Footer = "q or Ctrl-C leaves";

    static readonly TimeSpan Refresh = TimeSpan.FromSeconds(1);
    static readonly TimeSpan KeyWait = TimeSpan.FromMilliseconds(100);

    readonly TimeProvider _time = TimeProvider.System;
    readonly NodeHistory _history = new();
    volatile bool _isStopped;

    /// <summary>Shows the readings until it is told to leave.</summary>
    /// <returns>The exit code: 1 where there were none to begin with.</returns>
    public async Task<int> RunAsync()
    {
        var exitCode = ExitCode.Success;
        INodeSource? source = null;
        try
        {
            source = await SourceAsync();
            var frame = await FrameAsync(source);
            if (IsLive)
                await WatchAsync(source);
            else
                output.Write(Encoding.UTF8.GetBytes(string.Concat(frame(PlainStyle()).Select(line => line + '\n'))));
        }
        catch (Exception e) when (e is NoReadingsException or StartException or IOException)
        {
            Console.Error.WriteLine($"wattd: {e.Message}");
            exitCode = ExitCode.Failure;
        }
        if (source is not null)
            await source.DisposeAsync();
        if (source is HardwareSource { HasHungCall: true })
            ProcessEnd.Immediately(exitCode);
        return exitCode;
    }

    static string TerminalName => Environment.GetEnvironmentVariable("TERM") ?? "";

    bool IsLive => !options.Once && Terminal.Is(1) && TerminalName is not ("" or "dumb");

    async Task<INodeSource> SourceAsync()
    {
        if (options.Source == TopSource.Hardware || (options is { Source: TopSource.Auto, Url: null } && CollectorList.IsSimulated(settings.Options)))
            return await HardwareSource.StartAsync(settings.Options, build);
        var daemon = new DaemonSource(options.Url ?? DaemonSource.UrlOf(settings.Options));
        if (options.Source == TopSource.Daemon || options.Url is not null)
            return daemon;
        try
        {
            await daemon.ReadAsync(since: 0);
            return daemon;
        }
        catch (NoReadingsException)
        {
            return await HardwareSource.StartAsync(settings.Options, build);
        }
    }

    async Task WatchAsync(INodeSource source)
    {
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        using var terminal = new Terminal(output);
        while (!_isStopped)
        {
            var drawn = _time.GetTimestamp();
            var frame = await FrameOrTroubleAsync(source);
            var size = Terminal.Size();
            Draw(terminal, frame);
            while (!_isStopped && _time.GetElapsedTime(drawn) < Refresh)
            {
                if (terminal.IsLeft(KeyWait))
                    return;
                if (Terminal.Size() != size)
                {
                    size = Terminal.Size();
                    Draw(terminal, frame);
                }
            }
        }
    }

    static void Draw(Terminal terminal, Func<FrameStyle, IEnumerable<string>> frame)
    {
        var (width, height) = Terminal.Size() ?? (80, 24);
        var style = new FrameStyle(width, height, Colour: !HasNoColour, Unicode: IsUnicode);
        List<string> lines = [.. frame(style)];
        if (lines.Count > height - 1)
            lines = [.. lines.Take(height - 2), style.Noted($"{lines.Count - height + 2} lines more: make the window higher")];
        while (lines.Count < height - 1)
            lines.Add("");
        terminal.Draw([.. lines, style.Dim(Footer)]);
    }

    /// <summary>Reads, and gives what draws it in a style.</summary>
    async Task<Func<FrameStyle, IEnumerable<string>>> FrameAsync(INodeSource source)
    {
        try
        {
            var node = JsonElement.Parse((await source.ReadAsync(_history.Second)).Span);
            _history.Take(node);
            return style => NodeFrame.Lines(node, _history, source.Name, style);
        }
        catch (JsonException)
        {
            throw new NoReadingsException($"{source.Name} answered with something that is no JSON; is it a wattd?");
        }
    }

    async Task<Func<FrameStyle, IEnumerable<string>>> FrameOrTroubleAsync(INodeSource source)
    {
        try
        {
            return await FrameAsync(source);
        }
        catch (NoReadingsException e)
        {
            // What was read last is not what is: it goes.
            _history.Clear();
            return style => NodeFrame.Lines(e.Message, style);
        }
    }

    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _isStopped = true;
    }

    static FrameStyle PlainStyle() => new(
        int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), out var columns) && columns >= 20 ? columns : Terminal.Size()?.Width ?? PlainWidth,
        Colour: false, Unicode: IsUnicode);

    static bool HasNoColour => Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };

    /// <summary>What the locale says, by the first of its variables that is set (locale(7)).</summary>
    static bool IsUnicode =>
        ((string[])["LC_ALL", "LC_CTYPE", "LANG"]).Select(Environment.GetEnvironmentVariable).FirstOrDefault(value => value is { Length: > 0 })
            is { } locale && (locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase) || locale.Contains("utf8", StringComparison.OrdinalIgnoreCase));
}
