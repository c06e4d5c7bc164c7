using System.Collections.Immutable;
using Wattd.Collectors;
using Wattd.Commands.Client;

namespace Wattd.Commands.Measure.Meters;

/// <summary>
/// Reads the energy that a running daemon has counted, for users who may not open the counters. Each edge is as old as the
/// daemon's newest sample, at most one interval of its collector.
/// </summary>
/// <param name="kind">The collector.</param>
/// <param name="address">Where the daemon serves it.</param>
sealed class DaemonEnergySource(CollectorKind kind, DaemonAddress address) : IEnergySource
{
    readonly EnergySeries _series = kind.EnergySeries!;
    long _unanswered;

    /// <inheritdoc/>
    public string Collector => kind.Name;

    /// <inheritdoc/>
    public string Name => "daemon";

    /// <inheritdoc/>
    public TimeSpan Interval => TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public IEnumerable<(string Reason, long Count)> Failures => [("daemon_unreachable", _unanswered)];

    /// <summary>Whether a daemon shows energy of the collector there.</summary>
    public static bool Answers(CollectorKind kind, DaemonAddress address)
    {
        using var source = new DaemonEnergySource(kind, address);
        return source.Read().Length > 0;
    }

    /// <inheritdoc/>
    public ImmutableArray<ComponentEnergy> Read()
    {
        try
        {
            var answer = new DaemonClient(address).AskAsync("/metrics").GetAwaiter().GetResult();
            if (answer.Status == 200)
                return [.. EnergiesOn(answer.Text)];
        }
        catch (NoAnswerException)
        {
            // Counted below, like an answer that is no page.
        }
        _unanswered++;
        return [];
    }

    IEnumerable<ComponentEnergy> EnergiesOn(string page) =>
        from sample in ExpositionSample.On(page, _series.Family)
        let component = _series.ComponentOf(sample.Labels)
        where component is not null
        select new ComponentEnergy(component, Energy.FromJoules(sample.Value));

    public void Dispose()
    {
    }
}
