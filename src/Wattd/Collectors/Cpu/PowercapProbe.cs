using Wattd.Collectors.Cpu.Powercap;
using Wattd.Linux;

namespace Wattd.Collectors.Cpu;

/// <summary>Whether CPU power can be read: the RAPL zones of this machine, and the permission to open their counters.</summary>
/// <param name="options">The settings.</param>
/// <param name="running">What the running daemon says of the CPU collector; null where none does.</param>
sealed class PowercapProbe(CpuOptions options, Func<RunningCollector?> running) : IProbe
{
    const string Name = "powercap";

    public IReadOnlyList<string> Names => [Name];

    public IEnumerable<ProbeResult> Examine()
    {
        if (options.Mode == CollectorMode.Off)
            return [new ProbeResult(Name, ProbeOutcome.Off, "the CPU collector is off")];

        var source = new CpuSource(options);
        var zones = source.Find().Zones;
        if (zones.IsEmpty)
        {
            return [new ProbeResult(Name, ProbeOutcome.Missing, source.MissingMessage,
                options.InContainer ? null : "sudo modprobe intel_rapl_msr", Wanted: running() is not { IsUp: true })];
        }

        // One denied counter represents all of them: one grant opens every one.
        var problems = zones.Select(Open).OfType<ProbeResult>()
            .DistinctBy(problem => problem.Outcome == ProbeOutcome.Denied ? "" : problem.Line).ToList();
        if (problems.Count > 0 && running() is { IsUp: true })
            return problems.Select(problem => problem with { Cure = null, Wanted = false, Line = $"the running daemon reads power, and this user cannot: {problem.Line}" });
        return problems.Count > 0
            ? problems
            : [new ProbeResult(Name, ProbeOutcome.Ok, $"{zones.Length} zones can be read: {Titles(zones)}")];
    }

    string? CureOfDenied => options.InContainer ? null
        : running() is null ? "sudo systemctl enable --now wattd"
        : "systemctl cat wattd";

    static string Titles(IEnumerable<PowercapZone> zones) => string.Join(", ", zones.Select(zone => zone.Zone.Title));

    /// <summary>Null if the zone can be read.</summary>
    ProbeResult? Open(PowercapZone zone)
    {
        try
        {
            using var raised = DacReadSearch.Raise();
            using var counter = new EnergyCounter(zone.CounterPath);
            return counter.Read(out _) == CounterRead.Value
                ? null
                : new ProbeResult(Name, ProbeOutcome.Failed, $"{zone.CounterPath}: {counter.Complaint} is not a number of microjoules");
        }
        catch (UnauthorizedAccessException)
        {
            return new ProbeResult(Name, ProbeOutcome.Denied, CpuSource.DeniedMessage(zone.CounterPath, options.InContainer), CureOfDenied);
        }
        catch (IOException e)
        {
            return new ProbeResult(Name, ProbeOutcome.Failed, $"{zone.CounterPath}: {e.Message}");
        }
    }
}
