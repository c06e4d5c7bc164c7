using System.Collections.Immutable;
using System.Globalization;
using Wattd.Commands.Measure.Child;
using Wattd.Commands.Measure.Meters;
using Wattd.Ffmpeg;
using Wattd.Linux;

namespace Wattd.Commands.Measure;

/// <summary>
/// One line on a terminal that is rewritten while the command runs: the time, the power, the frames. Nothing where standard
/// error is no terminal, where this process is not in its foreground, or where an ffmpeg shows such a line itself.
/// </summary>
sealed class StatusLine
{
    static readonly TimeSpan FirstAfter = TimeSpan.FromSeconds(2), Period = TimeSpan.FromSeconds(1);

    readonly bool _isWanted;
    bool _isShown;

    /// <param name="arguments">The command.</param>
    public StatusLine(ImmutableArray<byte[]> arguments) =>
        _isWanted = IsForeground && !(FfmpegArguments.IsFfmpeg(arguments[0]) && FfmpegArguments.ShowsStatistics(arguments));

    /// <summary>Whether this process may write to the terminal of standard error: one in the background would be stopped.</summary>
    static bool IsForeground => Unistd.tcgetpgrp(Unistd.STDERR_FILENO) == Unistd.getpgrp();

    /// <summary>Shows a text until it is cleared.</summary>
    public void Show(string text)
    {
        if (!_isWanted || !IsForeground)
            return;
        StandardError.Write($"\r{text}\x1b[K");
        _isShown = true;
    }

    /// <summary>Removes the line.</summary>
    public void Clear()
    {
        if (_isShown && IsForeground)
            StandardError.Write("\r\x1b[K");
        _isShown = false;
    }

    /// <summary>Shows the progress of a run, until this is disposed.</summary>
    public IDisposable Follow(NodeMeter meter, ProgressPipe? progress) => new Follower(this, meter, progress);

    sealed class Follower : IDisposable
    {
        readonly StatusLine _line;
        readonly ManualResetEventSlim _stop = new(false, spinCount: 0);
        readonly Thread? _thread;

        public Follower(StatusLine line, NodeMeter meter, ProgressPipe? progress)
        {
            _line = line;
            if (!line._isWanted)
                return;
            _thread = new Thread(() => Run(meter, progress)) { IsBackground = true, Name = "status line" };
            _thread.Start();
        }

        public void Dispose()
        {
            _stop.Set();
            _thread?.Join();
            _line.Clear();
        }

        void Run(NodeMeter meter, ProgressPipe? progress)
        {
            var began = TimeProvider.System.GetTimestamp();
            for (var wait = FirstAfter; !_stop.Wait(wait); wait = Period)
            {
                var elapsed = TimeProvider.System.GetElapsedTime(began);
                var watts = meter.Current is { } power ? string.Create(CultureInfo.InvariantCulture, $", {power.Watts:0.0} W") : "";
                var frames = progress?.Latest?.Frames is { } count ? string.Create(CultureInfo.InvariantCulture, $", {count} frames") : "";
                _line.Show($"wattd: {(int)elapsed.TotalHours}:{elapsed:mm\\:ss}{watts}{frames}");
            }
        }
    }
}
