using System.Collections.Immutable;
using System.CommandLine;
using Wattd.Collectors;
using Wattd.Settings;

namespace Wattd.Commands.Check;

/// <summary>The options of <c>wattd check</c> that are not settings.</summary>
sealed class CheckFlags
{
    readonly Option<bool> _json = new("--json") { Description = "Write the report as a JSON object." };

    readonly Option<string[]> _only = new("--only")
    {
        HelpName = "<name>",
        Description = "Report only this result, such as configuration or daemon.cpu; may be repeated. (default: all)",
        AllowMultipleArgumentsPerToken = false,
    };

    public IReadOnlyList<Option> All => [_json, _only];

    /// <summary>Whether the report is a JSON object.</summary>
    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>The results that are asked for, in the order of the probes.</summary>
    /// <exception cref="UsageException">A name is not the name of a result.</exception>
    public IEnumerable<ProbeResult> Results(ParseResult parsed, ImmutableArray<IProbe> probes)
    {
        var only = parsed.GetValue(_only) ?? [];
        string[] names = [.. probes.SelectMany(probe => probe.Names)];
        if (only.FirstOrDefault(name => !names.Contains(name)) is { } unknown)
            throw new UsageException($"--only: {Quoted.Text(unknown)} is not a result of check; there are {string.Join(", ", names)}");
        if (only.Length == 0)
            return probes.SelectMany(probe => probe.Examine());
        List<ProbeResult> results = [.. probes.Where(probe => probe.Names.Any(only.Contains)).SelectMany(probe => probe.Examine())
            .Where(result => only.Contains(result.Name))];
        return [.. results, .. only.Where(name => results.TrueForAll(result => result.Name != name))
            .Select(name => new ProbeResult(name, ProbeOutcome.Off, "does not apply here"))];
    }
}
