using System.Collections.Immutable;

namespace Wattd.Daemon;

/// <summary>
/// Whether what was last read from files is in force: the settings and the web configuration. Safe to use from any thread.
/// </summary>
/// <param name="clock">The wall clock, in seconds since the Unix epoch. The default is the machine's.</param>
sealed class ReloadStatus(Func<double>? clock = null)
{
    readonly Func<double> _clock = clock ?? Now;
    readonly Lock _lock = new();
    ImmutableArray<string> _settings = [], _web = [];
    double _lastSuccess = (clock ?? Now)();

    /// <summary>Why it is not, one line for each fault; empty where it is.</summary>
    public ImmutableArray<string> Faults
    {
        get
        {
            lock (_lock)
                return [.. _settings, .. _web];
        }
    }

    /// <summary>When it last was, in seconds since the Unix epoch.</summary>
    public double LastSuccess
    {
        get
        {
            lock (_lock)
                return _lastSuccess;
        }
    }

    /// <summary>The settings were read.</summary>
    public void SettingsRead(ImmutableArray<string> faults) => Report(ref _settings, faults);

    /// <summary>The web configuration was read.</summary>
    public void WebConfigurationRead(ImmutableArray<string> faults) => Report(ref _web, faults);

    void Report(ref ImmutableArray<string> part, ImmutableArray<string> faults)
    {
        lock (_lock)
        {
            part = faults;
            if (_settings.IsEmpty && _web.IsEmpty)
                _lastSuccess = _clock();
        }
    }

#pragma warning disable RS0030 // The metric is a point in time.
    static double Now() => (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds;
#pragma warning restore RS0030
}
