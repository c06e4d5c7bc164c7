using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Cpu.Metering;

/// <summary>Counts the failures of one zone and tells which of them are news, so that one that repeats is logged once.</summary>
sealed class ZoneTroubles(CollectorStatus status)
{
    readonly HashSet<string> _told = [];
    bool _since;

    /// <summary>Counts a failure.</summary>
    /// <returns>True if it belongs in the log.</returns>
    public bool Add(string reason)
    {
        status.Failed(reason);
        _since = true;
        return _told.Add(reason);
    }

    /// <summary>Ends a period. One without failures makes every failure news again.</summary>
    /// <returns>True if a failure to read that was logged is over.</returns>
    public bool EndPeriod()
    {
        if (_since || _told.Count == 0)
        {
            _since = false;
            return false;
        }
        var over = _told.Contains(CpuFailure.ReadFailed) || _told.Contains(CpuFailure.InvalidValue);
        _told.Clear();
        return over;
    }
}
