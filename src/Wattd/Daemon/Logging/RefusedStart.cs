using Microsoft.Extensions.Logging;
using Serilog;

namespace Wattd.Daemon.Logging;

/// <summary>Reports to the journal why the command line or the settings prevent a start.</summary>
static class RefusedStart
{
    // SyslogLevelPrefix= in systemd.exec(5): crit, as in HostingLog.
    const string Priority = "<2>";

    /// <summary>Set if standard error is the journal's stream; null elsewhere, where the lines alone are enough.</summary>
    public static Action<IReadOnlyList<string>>? Journal => JournalStream.IsStandardError ? Report : null;

    static void Report(IReadOnlyList<string> lines)
    {
        // journald knows the unit of the stream. For an entry it reads the unit from the process, which may be gone by then: the
        // reason must not be lost.
        foreach (var line in lines)
            Console.Error.WriteLine(Priority + line);
        using var log = DaemonLogger.Create(new LogOptions(), simulated: false);
        using var loggers = LoggerFactory.Create(logging => logging.AddSerilog(log.Logger));
        loggers.CreateLogger(nameof(RefusedStart)).ConfigurationInvalid();
    }
}
