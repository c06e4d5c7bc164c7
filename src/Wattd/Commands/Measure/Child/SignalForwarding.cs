using System.Runtime.InteropServices;
using Wattd.Linux;
using static Wattd.Linux.Signals;
using static Wattd.Linux.Unistd;

namespace Wattd.Commands.Measure.Child;

/// <summary>
/// Passes the signals that ask for an end on to the command while one runs, so that this process outlives it and reports.
/// Before the first command, and when the report takes long, they end this process, as they would without this.
/// </summary>
/// <remarks>A signal that was ignored when this process started stays ignored, here and in the command (nohup).</remarks>
sealed class SignalForwarding : IDisposable
{
    static readonly (PosixSignal Signal, int Number)[] Forwarded =
        [(PosixSignal.SIGINT, SIGINT), (PosixSignal.SIGQUIT, SIGQUIT), (PosixSignal.SIGHUP, SIGHUP), (PosixSignal.SIGTERM, SIGTERM)];

    // A signal that also reached the command by itself, from a terminal or a process group, can have ended it before the
    // handler of this process runs.
    static readonly TimeSpan Latest = TimeSpan.FromSeconds(1);

    readonly List<PosixSignalRegistration> _registrations = [];
    readonly Lock _lock = new();
    MeasuredCommand? _command;
    bool _hasStarted;
    long? _finished;

    /// <summary>Starts to handle the signals.</summary>
    public SignalForwarding()
    {
        foreach (var (signal, number) in Forwarded.Where(forwarded => !IsIgnored(forwarded.Number)))
            _registrations.Add(PosixSignalRegistration.Create(signal, context => Handle(context, number)));
    }

    /// <summary>The first signal that asked for an end; null if none has.</summary>
    public int? Received { get; private set; }

    /// <summary>Starts the command that gets the signals, also those that arrive meanwhile.</summary>
    public MeasuredCommand Start(Func<MeasuredCommand> start)
    {
        lock (_lock)
        {
            _command = start();
            _hasStarted = true;
            return _command;
        }
    }

    /// <summary>The command has ended.</summary>
    public void End()
    {
        lock (_lock)
            _command = null;
    }

    /// <summary>No further command follows.</summary>
    public void Finish() => _finished = TimeProvider.System.GetTimestamp();

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }

    void Handle(PosixSignalContext context, int signal)
    {
        lock (_lock)
        {
            if (!_hasStarted || (_finished is { } finished && TimeProvider.System.GetElapsedTime(finished) > Latest))
                return;
            context.Cancel = true;
            Received ??= signal;
            if (_command is not null && !IsFromTerminal(signal))
                _command.Signal(signal);
        }
    }

    /// <summary>
    /// A terminal sends ^C and ^\ to its whole foreground group, so the command has them already. One that kill(1) sends to
    /// this process alone in the foreground is taken for it: the runtime does not tell who sent a signal.
    /// </summary>
    static bool IsFromTerminal(int signal)
    {
        if (signal is not (SIGINT or SIGQUIT))
            return false;
        using var terminal = Fcntl.OpenRead("/dev/tty", out _);
        return terminal is not null && tcgetpgrp((int)terminal.DangerousGetHandle()) == getpgrp();
    }
}
