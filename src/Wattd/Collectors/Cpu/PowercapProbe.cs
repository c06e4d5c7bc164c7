using Wattd.Collectors.Cpu.Powercap;

namespace Wattd.Collectors.Cpu;

/// <summary>Whether CPU power can be read: the RAPL zones of this machine, and the right to open their counters.</summary>
/// <param name="options">The settings.</param>
sealed class PowercapProbe(CpuOptions options) : IProbe
{
    const string Name = "powercap";

    public IEnumerable<ProbeResult> Examine()
    {
        if (options.Mode == CollectorMode.Off)
            return [new ProbeResult(Name, ProbeOutcome.Off, "the CPU collector is off")];

        var source = new CpuSource(options);
        var zones = source.Find().Zones;
        if (zones.IsEmpty)
            return [new ProbeResult(Name, ProbeOutcome.Missing, source.MissingMessage, "sudo modprobe intel_rapl_msr")];

        // One counter that is denied stands for all of them: one grant opens every one.
        var troubles = zones.Select(Open).OfType<ProbeResult>()
            .DistinctBy(trouble => trouble.Outcome == ProbeOutcome.Denied ? "" : trouble.Line).ToList();
        return troubles.Count > 0
            ? troubles
            : [new ProbeResult(Name, ProbeOutcome.Ok, $"{zones.Length} zones can be read: {string.Join(", ", zones.Select(zone => zone.Zone.Title))}")];
    }

    /// <summary>Null where all is well with the zone.</summary>
    static ProbeResult? Open(PowercapZone zone)
    {
        try
        {
            using var raised = DacReadSearch.Raise();
            using var counter = new EnergyCounter(zone.CounterPath);
            return counter.Read(out _) == CounterRead.Value
                ? null
                : new ProbeResult(Name, ProbeOutcome.Failed, $"{zone.CounterPath}: {counter.Complaint} in the place of a count of microjoules");
        }
        catch (UnauthorizedAccessException)
        {
            return new ProbeResult(Name, ProbeOutcome.Denied, CpuSource.DeniedMessage(zone.CounterPath), "sudo systemctl enable --now wattd");
        }
        catch (IOException e)
        {
            return new ProbeResult(Name, ProbeOutcome.Failed, $"{zone.CounterPath}: {e.Message}");
        }
    }
}
