namespace Wattd.Daemon;

/// <summary>How the process ends.</summary>
static class ExitCode
{
    /// <summary>Stopped as asked.</summary>
    public const int Success = 0;

    /// <summary>A fault, a port in use, or a required device that is missing: worth a restart.</summary>
    public const int Failure = 1;

    /// <summary>A setting is wrong; the unit does not restart on it (EX_CONFIG, sysexits.h).</summary>
    public const int Configuration = 78;
}
