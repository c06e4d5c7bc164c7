using Wattd.Cpu;
using Wattd.Sampling;

namespace Wattd.Cli.Check;

/// <summary>Whether CPU power can be read: the RAPL zones of this machine, and the right to open their counters.</summary>
/// <param name="options">The settings.</param>
sealed class PowercapProbe(CpuOptions options) : ICheckProbe
{
    const string Name = "powercap";

    public IEnumerable<CheckResult> Examine()
    {
        if (options.Mode == CollectorMode.Off)
            return [new CheckResult(Name, CheckState.Off, "the CPU collector is off")];

        var source = new CpuSource(options);
        var zones = source.Find().Zones;
        if (zones.IsEmpty)
            return [new CheckResult(Name, CheckState.Missing, source.MissingMessage, "sudo modprobe intel_rapl_msr")];

        // One counter that is denied stands for all of them: one grant opens every one.
        var troubles = zones.Select(Open).OfType<CheckResult>()
            .DistinctBy(trouble => trouble.State == CheckState.Denied ? "" : trouble.Line).ToList();
        return troubles.Count > 0
            ? troubles
            : [new CheckResult(Name, CheckState.Ok, $"{zones.Length} zones can be read: {string.Join(", ", zones.Select(zone => zone.Zone.Title))}")];
    }

    /// <summary>Null where all is well with the zone.</summary>
    static CheckResult? Open(PowercapZone zone)
    {
        try
        {
            using var raised = DacReadSearch.Raise();
            using var counter = new EnergyCounter(zone.CounterPath);
            return counter.Read(out _) == CounterRead.Value
                ? null
                : new CheckResult(Name, CheckState.Failed, $"{zone.CounterPath}: {counter.Complaint} in the place of a count of microjoules");
        }
        catch (UnauthorizedAccessException)
        {
            return new CheckResult(Name, CheckState.Denied, CpuSource.DeniedMessage(zone.CounterPath), "sudo systemctl enable --now wattd");
        }
        catch (IOException e)
        {
            return new CheckResult(Name, CheckState.Failed, $"{zone.CounterPath}: {e.Message}");
        }
    }
}
