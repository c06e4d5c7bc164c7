namespace Wattd.Daemon;

/// <summary>How the run ends, as far as is known: well, until a part of the daemon says otherwise.</summary>
sealed class DaemonOutcome
{
    volatile int _exitCode = Daemon.ExitCode.Success;

    /// <summary>The code to exit with.</summary>
    public int ExitCode => _exitCode;

    /// <summary>A part of the daemon failed: the process must not end as if all were well, or nobody restarts it.</summary>
    public void Fail() => _exitCode = Daemon.ExitCode.Failure;
}
