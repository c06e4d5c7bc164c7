using Serilog.Events;

namespace Serilog.Sinks.Journald;

/// <summary>The syslog priority of a level, as the digit that <c>PRIORITY</c> and the <c>&lt;N&gt;</c> prefix hold.</summary>
/// <remarks>Source: syslog(3). 0 (emergency), 1 (alert) and 5 (notice) have no Serilog level.</remarks>
static class SyslogPriority
{
    public static char Digit(LogEventLevel level) => level switch
    {
        LogEventLevel.Fatal => '2',
        LogEventLevel.Error => '3',
        LogEventLevel.Warning => '4',
        LogEventLevel.Information => '6',
        _ => '7',
    };
}
