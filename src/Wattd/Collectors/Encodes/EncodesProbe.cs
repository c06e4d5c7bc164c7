using Microsoft.Extensions.Logging.Abstractions;
using Wattd.Collectors.Encodes.Cgroups;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Encodes;

/// <summary>Whether encodes can be followed on this machine, and which run now by their name.</summary>
/// <param name="options">The settings.</param>
sealed class EncodesProbe(EncodesOptions options) : IProbe
{
    const string Name = "encodes";
    const int MostNamed = 5;

    public IReadOnlyList<string> Names => [Name];

    public IEnumerable<ProbeResult> Examine()
    {
        if (options.Mode == CollectorMode.Off)
            return [new ProbeResult(Name, ProbeOutcome.Off, "the encodes collector is off")];
        using var cgroups = new CgroupFollower(options, NullLogger.Instance);
        try
        {
            cgroups.Look();
        }
        catch (SourceException failure)
        {
            return [new ProbeResult(Name, ProbeOutcome.Missing, failure.Message, Wanted: options.IsWanted)];
        }
        var found = new List<CgroupUse>();
        cgroups.Read(found);
        string[] running = [.. found.Where(cgroup => cgroup.State == CgroupState.Populated).Select(cgroup => CgroupName.Of(cgroup.Path)).Order(StringComparer.Ordinal)];
        return [new ProbeResult(Name, ProbeOutcome.Ok, Line(running, cgroups.Unlisted))];
    }

    static string Line(string[] running, int unlisted)
    {
        var named = string.Join(", ", running.Take(MostNamed)) + (running.Length > MostNamed ? ", …" : "");
        var line = running.Length switch
        {
            0 => "no unit or container that matches encodes.match runs now; others become encodes when they send progress or open an NVENC session",
            1 => $"1 encode runs: {named}",
            _ => $"{running.Length} encodes run: {named}",
        };
        return unlisted > 0 ? $"{line}; {unlisted} more are not followed because of encodes.max" : line;
    }
}
