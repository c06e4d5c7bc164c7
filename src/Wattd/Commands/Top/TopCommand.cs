using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Wattd.Daemon;
using Wattd.Metrics.Self;
using Wattd.Settings;

namespace Wattd.Commands.Top;

/// <summary><c>wattd top</c>: the node's readings in a terminal, redrawn every second; once, as plain text, without a terminal.</summary>
/// <param name="settings">Valid settings.</param>
/// <param name="options">The options of the command.</param>
/// <param name="build">What this binary was built from.</param>
/// <param name="output">Standard output.</param>
sealed class TopCommand(LoadedSettings settings, TopOptions options, BuildInfo build, Stream output)
{
    const int PlainWidth = 100;

    static readonly TimeSpan Refresh = TimeSpan.FromSeconds(1);
    static readonly TimeSpan KeyWait = TimeSpan.FromMilliseconds(100);

    readonly TimeProvider _time = TimeProvider.System;
    readonly NodeHistory _history = new();
    volatile bool _isStopped;

    /// <summary>Shows the readings until the user quits.</summary>
    /// <returns>The exit code: 1 where there were none at the start.</returns>
    public async Task<int> RunAsync()
    {
        var exitCode = ExitCode.Success;
        INodeSource? source = null;
        try
        {
            source = await NodeSources.OpenAsync(settings, options, build);
            var frame = await FrameAsync(source);
            if (IsLive)
                await WatchAsync(source);
            else
                output.Write(Encoding.UTF8.GetBytes(string.Concat(frame(PlainStyle()).Lines.Select(line => line + '\n'))));
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

    async Task WatchAsync(INodeSource source)
    {
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        using var terminal = new Terminal(output);
        var view = new Viewport();
        while (!_isStopped)
        {
            var drawn = _time.GetTimestamp();
            var frame = await FrameOrProblemAsync(source);
            var size = Terminal.Size();
            Draw(terminal, view, frame);
            while (!_isStopped && _time.GetElapsedTime(drawn) < Refresh)
            {
                var keys = terminal.Keys(KeyWait);
                if (keys.Contains(Key.Quit))
                    return;
                foreach (var key in keys)
                    view.Move(key);
                if (keys.Count > 0 || Terminal.Size() != size)
                {
                    size = Terminal.Size();
                    Draw(terminal, view, frame);
                }
            }
        }
    }

    static void Draw(Terminal terminal, Viewport view, Func<FrameStyle, Frame> frame)
    {
        var (width, height) = Terminal.Size() ?? (80, 24);
        var style = new FrameStyle(width, height, Colour: !HasNoColour, Unicode: IsUnicode);
        terminal.Draw(view.Lines(frame(style), style));
    }

    /// <summary>Reads the source, and returns a function that draws it in a style.</summary>
    async Task<Func<FrameStyle, Frame>> FrameAsync(INodeSource source)
    {
        try
        {
            var node = JsonElement.Parse((await source.ReadAsync(_history.Second)).Span);
            _history.Take(node);
            return style => NodeFrame.Of(node, _history, source.Name, style);
        }
        catch (JsonException)
        {
            throw new NoReadingsException($"{source.Name} did not answer with JSON; is it wattd?");
        }
    }

    async Task<Func<FrameStyle, Frame>> FrameOrProblemAsync(INodeSource source)
    {
        try
        {
            return await FrameAsync(source);
        }
        catch (NoReadingsException e)
        {
            // The last readings are out of date: clear them.
            _history.Clear();
            return style => NodeFrame.Of(e.Message, style);
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

    /// <summary>From the first locale variable that is set (locale(7)).</summary>
    static bool IsUnicode =>
        ((string[])["LC_ALL", "LC_CTYPE", "LANG"]).Select(Environment.GetEnvironmentVariable).FirstOrDefault(value => value is { Length: > 0 })
            is { } locale && (locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase) || locale.Contains("utf8", StringComparison.OrdinalIgnoreCase));
}
