using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Cpu.Metering;

/// <summary>Counts the failures of one zone and decides which are logged, so that a repeated failure is logged once.</summary>
sealed class ZoneProblems(CollectorStatus status)
{
    readonly HashSet<string> _logged = [];
    bool _since;

    /// <summary>Counts a failure.</summary>
    /// <returns>True if it is to be logged.</returns>
    public bool Add(string reason)
    {
        status.Failed(reason);
        _since = true;
        return _logged.Add(reason);
    }

    /// <summary>Ends a period. After a period without failures, each failure is logged again.</summary>
    /// <returns>True if a logged read failure is over.</returns>
    public bool EndPeriod()
    {
        if (_since || _logged.Count == 0)
        {
            _since = false;
            return false;
        }
        var over = _logged.Contains(CpuFailure.ReadFailed) || _logged.Contains(CpuFailure.InvalidValue);
        _logged.Clear();
        return over;
    }
}
