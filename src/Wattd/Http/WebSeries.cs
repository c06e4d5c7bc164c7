using Prometheus;
using Wattd.Http.Connections;
using Wattd.Metrics;

namespace Wattd.Http;

/// <summary>The HTTP server's own metrics.</summary>
sealed class WebSeries : ISeries
{
    readonly RefusalCount _refused;
    readonly (Refusal Reason, Counter.Child Series)[] _series;

    /// <param name="metrics">The registry of their page.</param>
    /// <param name="refused">The server's counts.</param>
    public WebSeries(IMetricFactory metrics, RefusalCount refused)
    {
        _refused = refused;
        var family = WebFamilies.ConnectionsRefused.Counter(metrics);
        _series = [.. Enum.GetValues<Refusal>().Select(reason => (reason, family.WithLabels(Label(reason))))];
    }

    /// <inheritdoc/>
    public void Update()
    {
        foreach (var (reason, series) in _series)
            series.Show(_refused[reason]);
    }

    static string Label(Refusal reason) => reason switch
    {
        Refusal.Full => "full",
        Refusal.AddressLimit => "address_limit",
        Refusal.NoRequest => "no_request",
        Refusal.HandshakeFailed => "handshake_failed",
        _ => "answer_not_taken",
    };
}
