using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;
using Serilog.Sinks.Journald;

namespace Serilog;

/// <summary>Adds <c>WriteTo.Journald()</c> to <see cref="LoggerConfiguration"/>.</summary>
public static class JournaldLoggerConfigurationExtensions
{
    /// <summary>Writes log events to the systemd journal, one entry per event, over its native protocol.</summary>
    /// <remarks>
    /// Emitting never waits: an event that the journal cannot take at once is dropped and counted in
    /// <see cref="JournaldSinkOptions.DroppedEvents"/>.
    /// </remarks>
    /// <param name="sinkConfiguration">The logger's sinks.</param>
    /// <param name="options">Settings of the sink; null for the defaults. They are read here, once.</param>
    /// <param name="restrictedToMinimumLevel">
    /// Events below this level are ignored. It has no effect where <paramref name="levelSwitch"/> is given.
    /// </param>
    /// <param name="formatProvider">
    /// Culture of the values in <c>MESSAGE</c>; null for the invariant one. Fields are always invariant.
    /// </param>
    /// <param name="levelSwitch">A minimum level that can be changed at runtime; null for a fixed one.</param>
    /// <returns>The logger configuration, for chaining.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="sinkConfiguration"/> is null.</exception>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    /// <exception cref="PlatformNotSupportedException">This is not Linux.</exception>
    public static LoggerConfiguration Journald(
        this LoggerSinkConfiguration sinkConfiguration,
        JournaldSinkOptions? options = null,
        LogEventLevel restrictedToMinimumLevel = LevelAlias.Minimum,
        IFormatProvider? formatProvider = null,
        LoggingLevelSwitch? levelSwitch = null)
    {
        ArgumentNullException.ThrowIfNull(sinkConfiguration);
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("The systemd journal exists on Linux only.");

        var sink = new JournaldSink(options ?? new JournaldSinkOptions(), formatProvider);
        return sinkConfiguration.Sink(sink, restrictedToMinimumLevel, levelSwitch);
    }
}
