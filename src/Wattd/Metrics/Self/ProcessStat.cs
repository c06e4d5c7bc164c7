using System.Globalization;
using System.Text;

namespace Wattd.Metrics.Self;

/// <summary>The fields of <c>/proc/PID/stat</c> for the process metrics (proc_pid_stat(5)).</summary>
/// <param name="CpuTicks">User and system time.</param>
/// <param name="Threads">The number of threads.</param>
/// <param name="StartTicks">When the process started, after boot.</param>
/// <param name="VirtualBytes">Virtual memory.</param>
/// <param name="ResidentPages">Resident memory.</param>
readonly record struct ProcessStat(
    long CpuTicks, long Threads, long StartTicks, long VirtualBytes, long ResidentPages)
{
    /// <summary>USER_HZ, which is 100 on every architecture that wattd runs on (the kernel's asm/param.h).</summary>
    public const double TicksPerSecond = 100;

    // Field numbers of proc_pid_stat(5), from 1; the second field is the name, which may hold spaces and brackets.
    const int State = 3, UserTime = 14, SystemTime = 15, NumberOfThreads = 20, Start = 22, Virtual = 23, Resident = 24;

    /// <summary>Parses the line; null if it is invalid.</summary>
    public static ProcessStat? Parse(ReadOnlySpan<byte> line)
    {
        var endOfName = line.LastIndexOf((byte)')');
        if (endOfName < 0 || endOfName + 2 > line.Length)
            return null;

        Span<long> values = stackalloc long[Resident + 1];
        var rest = line[(endOfName + 2)..];
        var number = State;
        foreach (var field in rest.Split((byte)' '))
        {
            if (number > Resident)
                break;
            if (number > State && !long.TryParse(rest[field], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out values[number]))
                return null;
            number++;
        }
        return number <= Resident
            ? null
            : new ProcessStat(
                values[UserTime] + values[SystemTime], values[NumberOfThreads], values[Start], values[Virtual], values[Resident]);
    }

    /// <summary>The <c>btime</c> of <c>/proc/stat</c>: seconds from the Unix epoch to boot; null if absent.</summary>
    public static long? BootTime(ReadOnlySpan<byte> stat)
    {
        foreach (var line in stat.Split((byte)'\n'))
        {
            if (stat[line].StartsWith("btime "u8))
                return long.TryParse(Encoding.ASCII.GetString(stat[line][6..]), CultureInfo.InvariantCulture, out var seconds) ? seconds : null;
        }
        return null;
    }
}
