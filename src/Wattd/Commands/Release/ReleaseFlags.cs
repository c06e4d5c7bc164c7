using System.Collections.Immutable;
using System.CommandLine;
using Wattd.Collectors;
using Wattd.Daemon;
using Wattd.Settings;
using Wattd.Settings.Syntax;

namespace Wattd.Commands.Release;

/// <summary>What <c>wattd release</c> and <c>wattd resume</c> are given.</summary>
sealed class ReleaseFlags
{
    static readonly ImmutableArray<string> Releasable = [.. CollectorList.All.Where(kind => kind.CanRelease).Select(kind => kind.Name)];
    static readonly TimeSpan DefaultLimit = TimeSpan.FromMinutes(10);
    static readonly DurationSyntax LimitSyntax = new(TimeSpan.FromSeconds(1), DeviceRequests.LongestRelease, DefaultLimit);

    readonly Option<string> _limit = new("--for")
    {
        HelpName = "<duration>",
        Description = $"Use them again after this time at the latest. (default {LimitSyntax.Format(DefaultLimit)})",
    };

    public ReleaseFlags() => Device.CompletionSources.Add([.. Releasable]);

    /// <summary>The collector whose device is meant.</summary>
    public Argument<string> Device { get; } = new("collector") { HelpName = string.Join('|', Releasable) };

    /// <summary>The options of <c>wattd release</c>.</summary>
    public IReadOnlyList<Option> Options => [_limit];

    /// <summary>The collector whose device is meant.</summary>
    /// <exception cref="UsageException">There is no such collector, or its device is never released.</exception>
    public string DeviceIn(ParseResult parsed) => parsed.GetRequiredValue(Device) is var name && Releasable.Contains(name)
        ? name
        : throw new UsageException($"{Quoted.Text(name)} is not a collector that releases its device: {string.Join(", ", Releasable)}");

    /// <summary>When the release ends by itself.</summary>
    /// <exception cref="UsageException">It is not an allowed duration.</exception>
    public TimeSpan LimitIn(ParseResult parsed) => parsed.GetValue(_limit) is not { } text ? DefaultLimit
        : LimitSyntax.TryParse(text, out var limit) ? limit
        : throw new UsageException($"--for: {Quoted.Text(text)} is not {LimitSyntax.Allowed}");
}
