using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;

namespace Wattd.Hosting;

/// <summary>Ties the host to systemd's notify protocol (sd_notify(3)) where there is a socket for it.</summary>
static class SystemdNotification
{
    /// <summary>
    /// READY=1 when the host has started, STOPPING=1 when it stops. Registered here and not by <c>AddSystemd()</c>, which
    /// looks for systemd in /proc and finds none under <c>ProtectProc=invisible</c> (dotnet/runtime#125368).
    /// </summary>
    public static IServiceCollection AddSystemdNotification(this IServiceCollection services)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NOTIFY_SOCKET")))
            return services;
        return services
            .AddSingleton<SystemdNotifier>()
            .AddSingleton<ISystemdNotifier, LenientNotifier>()
            .AddSingleton<IHostLifetime, SystemdLifetime>()
            .AddHostedService<SystemdReporter>();
    }

    /// <summary>How often systemd wants to hear WATCHDOG=1; null where it does not watch this process.</summary>
    public static TimeSpan? WatchdogPeriod()
    {
        var forOther = Environment.GetEnvironmentVariable("WATCHDOG_PID") is { Length: > 0 } pid
            && pid != Environment.ProcessId.ToString();
        return !forOther && ulong.TryParse(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), out var period) && period > 0
            ? TimeSpan.FromMicroseconds(period)
            : null;
    }
}
