using Microsoft.Extensions.Logging;
using Serilog;
using Wattd.Hosting.Logging;

namespace Wattd.Hosting;

/// <summary>Tells of a wrong setting before there is a daemon to do it.</summary>
static class WrongSetting
{
    /// <summary>One entry in the journal where standard error is connected to it, else one plain line for the person at the terminal.</summary>
    public static void Tell(string line)
    {
        using var log = DaemonLogger.Create(new LogOptions(), simulated: false);
        if (log.Format != LogFormat.Journal)
        {
            Console.Error.WriteLine(line);
            return;
        }
        using var loggers = LoggerFactory.Create(logging => logging.AddSerilog(log.Logger));
        loggers.CreateLogger(nameof(WrongSetting)).ConfigurationInvalid(line);
    }
}
