using System.Globalization;

namespace Wattd.Commands.Measure.Child;

/// <summary>The processor time of the whole machine, from the first line of <c>/proc/stat</c> (proc_stat(5)).</summary>
static class ProcessorTime
{
    // USER_HZ: the unit of /proc/stat on every architecture that .NET runs on.
    const int TicksPerSecond = 100;

    // user nice system idle iowait irq softirq steal; guest time is in user, and steal is of other machines.
    static readonly int[] Busy = [1, 2, 3, 6, 7];

    /// <summary>The time in which the processors worked since boot; null if that cannot be read.</summary>
    /// <param name="procfs">Where procfs is mounted.</param>
    public static TimeSpan? BusySinceBoot(string procfs)
    {
        try
        {
            return OfLine(File.ReadLines(Path.Combine(procfs, "stat")).FirstOrDefault() ?? "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    internal static TimeSpan? OfLine(string line)
    {
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields is not ["cpu", ..] || fields.Length < 8)
            return null;
        var ticks = 0L;
        foreach (var field in Busy)
        {
            if (!long.TryParse(fields[field], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
                return null;
            ticks += value;
        }
        return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
    }
}
