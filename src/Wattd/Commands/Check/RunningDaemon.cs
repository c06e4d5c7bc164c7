using System.Text.Json;
using Wattd.Collectors;
using Wattd.Commands.Client;
using Wattd.Http;
using Wattd.Settings;

namespace Wattd.Commands.Check;

/// <summary>The daemon that runs on this machine, as far as this user may ask it.</summary>
sealed class RunningDaemon
{
    readonly HashSet<int> _ports = [];

    /// <summary>What it says about itself on its local socket; null where this user may not open that.</summary>
    public JsonElement? Document { get; private init; }

    /// <summary>Its <c>/readings.json</c>; null where it wants a password or a certificate.</summary>
    public JsonElement? Readings { get; private set; }

    /// <summary>Asks it: on its local socket, and where that does not answer on the ports of the settings.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="socketPath">The local socket.</param>
    /// <returns>Null where none answers.</returns>
    public static RunningDaemon? Find(OptionSet options, string socketPath)
    {
        if (Ask(DaemonAddress.Local(socketPath), "/daemon.json") is { Answer: { Status: 200 } document }
            && Ask(DaemonAddress.Local(socketPath), "/readings.json") is { Answer: { Status: 200 } readings }
            && Parse(document) is { } node)
        {
            return new RunningDaemon { Document = node, Readings = Parse(readings) };
        }

        var found = new RunningDaemon();
        foreach (var port in DaemonAddress.PortsOf(options))
            found.AskPort(options, port);
        return found._ports.Count > 0 ? found : null;
    }

    /// <summary>Whether anything listens on a port, wattd or not.</summary>
    public static bool Listens(OptionSet options, int port)
    {
        var client = new DaemonClient(DaemonAddress.OfThisMachine(options, port).First());
        try
        {
            client.AskAsync("/").GetAwaiter().GetResult();
        }
        catch (NoAnswerException)
        {
            // Only the connection counts.
        }
        return client.IsConnected;
    }

    /// <summary>Whether it serves a port.</summary>
    public bool Serves(int port) => _ports.Contains(port)
        || (Document is { } document && document.Items("endpoints").Any(endpoint => endpoint.Number("port") == port));

    /// <summary>What it says of a collector; null where it does not run it, or does not say.</summary>
    public RunningCollector? Collector(string name) => Readings?.Object(name) is { } collector
        ? new RunningCollector(
            name, collector.Flag("up") ? "" : collector.Text("reason"), collector.Text("message"), collector.Text("scheduling"),
            (long)(collector.Number("samples") ?? 0))
        : null;

    void AskPort(OptionSet options, int port)
    {
        foreach (var address in DaemonAddress.OfThisMachine(options, port))
        {
            var (answer, isOurs) = Ask(address, options.Get<WebOptions>().TelemetryPath);
            if (!isOurs && (answer is null || !IsOurs(answer)))
                continue;
            _ports.Add(port);
            if (Ask(address, "/readings.json") is { Answer: { Status: 200 } readings })
                Readings ??= Parse(readings);
            return;
        }
    }

    // The family that only wattd has, and the realm that it names to a client without a password.
    static bool IsOurs(DaemonAnswer answer) =>
        answer.Body.Span.IndexOf("wattd_build_info"u8) >= 0 || answer.Head.Contains("realm=\"wattd\"", StringComparison.Ordinal);

    /// <returns>The answer, and whether what is there has shown our certificate: one that wants a client's certificate does no more.</returns>
    static (DaemonAnswer? Answer, bool IsOurs) Ask(DaemonAddress address, string path)
    {
        var client = new DaemonClient(address);
        try
        {
            return (client.AskAsync(path).GetAwaiter().GetResult(), client.IsTrustedCertificateShown);
        }
        catch (NoAnswerException)
        {
            return (null, client.IsTrustedCertificateShown);
        }
    }

    static JsonElement? Parse(DaemonAnswer answer)
    {
        try
        {
            return JsonElement.Parse(answer.Body.Span);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
