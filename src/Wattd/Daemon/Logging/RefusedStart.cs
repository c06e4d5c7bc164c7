using Microsoft.Extensions.Logging;
using Serilog;

namespace Wattd.Daemon.Logging;

/// <summary>Tells the journal why the command line or the settings keep the daemon from starting.</summary>
static class RefusedStart
{
    // SyslogLevelPrefix= in systemd.exec(5): crit, as in HostingLog.
    const string Priority = "<2>";

    /// <summary>Where standard error is the journal's stream; null elsewhere, where the lines alone are enough.</summary>
    public static Action<IReadOnlyList<string>>? Journal => JournalStream.IsStandardError ? Tell : null;

    static void Tell(IReadOnlyList<string> lines)
    {
        // journald knows whose stream it is. Of an entry it reads that from the process, which may be gone by then: the
        // reason must not be lost with it.
        foreach (var line in lines)
            Console.Error.WriteLine(Priority + line);
        using var log = DaemonLogger.Create(new LogOptions(), simulated: false);
        using var loggers = LoggerFactory.Create(logging => logging.AddSerilog(log.Logger));
        loggers.CreateLogger(nameof(RefusedStart)).ConfigurationInvalid();
    }
}
