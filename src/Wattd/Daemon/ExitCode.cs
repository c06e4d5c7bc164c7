namespace Wattd.Daemon;

/// <summary>The exit codes of the process.</summary>
static class ExitCode
{
    /// <summary>Stopped on request.</summary>
    public const int Success = 0;

    /// <summary>A fault, a port in use, or a missing required device: a restart may help.</summary>
    public const int Failure = 1;

    /// <summary>A setting is wrong; the unit does not restart on it (EX_CONFIG, sysexits.h).</summary>
    public const int Configuration = 78;
}

/// <summary>The exit code of the run: success, until a part of the daemon reports a failure.</summary>
sealed class DaemonOutcome
{
    volatile int _exitCode = Daemon.ExitCode.Success;

    /// <summary>The code to exit with.</summary>
    public int ExitCode => _exitCode;

    /// <summary>A part of the daemon failed: the process must exit with an error, or it is not restarted.</summary>
    public void Fail() => _exitCode = Daemon.ExitCode.Failure;
}

/// <summary>The daemon cannot start; its message is the one line to show.</summary>
sealed class StartException(string message, Exception? innerException = null) : Exception(message, innerException);
