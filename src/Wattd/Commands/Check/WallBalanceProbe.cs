using System.Globalization;
using Wattd.Collectors;
using Wattd.Commands.Client;

namespace Wattd.Commands.Check;

/// <summary>
/// Whether the power meter of the machine shows at least what its packages and GPUs draw, by the readings of the daemon.
/// </summary>
/// <param name="daemon">The running one; null where none answers.</param>
sealed class WallBalanceProbe(Lazy<RunningDaemon?> daemon) : IProbe
{
    const string Name = "wall.balance";

    // The meter averages over its own interval, and the counters over theirs: less is within what they can differ.
    const double Tolerance = 0.1;

    public IReadOnlyList<string> Names => [Name];

    public IEnumerable<ProbeResult> Examine() =>
        daemon.Value?.Readings is { } readings && Compare(NodePower.Of(readings)) is { } result ? [result] : [];

    /// <summary>The result; null where a part of the comparison is not known.</summary>
    public static ProbeResult? Compare(NodePower power)
    {
        if (power is not { Wall: { } wall, Parts: { } parts, Rest: { } rest })
            return null;
        var meter = power.Meters[0].Name;
        var compared = power.Gpus.IsEmpty ? $"packages ({Watts(parts)})" : $"packages and GPUs together ({Watts(parts)})";
        if (wall < (1 - Tolerance) * parts)
        {
            return new(Name, ProbeOutcome.Warning,
                $"the power meter {meter} shows {Watts(wall)}, {Watts(-rest)} less than {compared}: it does not measure the whole machine, or is wrong; "
                + "'ipmitool dcmi power reading' and a meter at the socket show which, and wall = off leaves it out");
        }
        return new(Name, ProbeOutcome.Ok, rest < 0
            ? $"the power meter {meter} shows {Watts(wall)}, about what {compared} draw"
            : $"the power meter {meter} shows {Watts(wall)}, {Watts(rest)} more than {compared}: memory, disks, network, fans, and the loss of the power supply");
    }

    static string Watts(double watts) => string.Create(CultureInfo.InvariantCulture, $"{watts:0.0} W");
}
