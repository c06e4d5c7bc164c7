using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace Wattd.Daemon;

/// <summary>Connects the host to systemd's notify protocol (sd_notify(3)) if there is a socket for it.</summary>
static class SystemdNotification
{
    /// <summary>
    /// READY=1 when the host has started, STOPPING=1 when it stops. Registered here and not by <c>AddSystemd()</c>, which
    /// looks for systemd in /proc and finds none under <c>ProtectProc=invisible</c> (dotnet/runtime#125368).
    /// </summary>
    public static IServiceCollection AddSystemdNotification(this IServiceCollection services)
    {
        if (Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is not { Length: > 0 } address)
            return services;
        return services
            .AddSingleton<ISystemdNotifier>(all => new NotifySocket(address, all.GetRequiredService<ILogger<NotifySocket>>()))
            .AddSingleton<IHostLifetime, SystemdLifetime>()
            .AddHostedService<SystemdReporter>();
    }

    // A shorter period cannot be kept, and a much longer one does not fit a TimeSpan.
    const ulong ShortestMicroseconds = 20_000, LongestMicroseconds = 86_400_000_000;

    /// <summary>How often systemd expects WATCHDOG=1, 20 ms to a day; null if it does not watch this process.</summary>
    public static TimeSpan? WatchdogPeriod()
    {
        var forOther = Environment.GetEnvironmentVariable("WATCHDOG_PID") is { Length: > 0 } pid
            && pid != Environment.ProcessId.ToString();
        return !forOther && ulong.TryParse(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), out var period) && period > 0
            ? TimeSpan.FromMicroseconds((long)Math.Clamp(period, ShortestMicroseconds, LongestMicroseconds))
            : null;
    }
}
