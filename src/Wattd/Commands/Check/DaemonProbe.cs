using System.Text.Json;
using Wattd.Collectors;
using Wattd.Collectors.Sampling;
using Wattd.Commands.Client;
using Wattd.Commands.Unit;
using Wattd.Settings;

namespace Wattd.Commands.Check;

/// <summary>Whether the daemon runs, with which settings, and what its collectors read.</summary>
/// <param name="daemon">The running one; null where none answers.</param>
/// <param name="unit">The installed unit; null for none.</param>
/// <param name="settings">The settings that it would start with.</param>
sealed class DaemonProbe(Lazy<RunningDaemon?> daemon, InstalledUnit? unit, LoadedSettings settings) : IProbe
{
    const string Name = "daemon", SettingsName = "daemon.settings";

    const string Restart = "sudo systemctl restart wattd";

    public IReadOnlyList<string> Names =>
        [Name, SettingsName, .. CollectorList.All.Select(kind => NameOf(kind))];

    public IEnumerable<ProbeResult> Examine() => daemon.Value is { } running
        ? [Running(running), .. Settings(running.Document), .. CollectorList.Wanted(settings.Options).SelectMany(kind => Collector(kind, running))]
        : Absent();

    static string NameOf(CollectorKind kind) => $"{Name}.{kind.Name}";

    IEnumerable<ProbeResult> Absent()
    {
        var daemon = AbsentDaemon();
        return [daemon, .. CollectorList.Wanted(settings.Options).Select(kind => daemon.IsWell
            ? new ProbeResult(NameOf(kind), ProbeOutcome.Off, "no wattd runs here")
            : new ProbeResult(NameOf(kind), ProbeOutcome.Failed, "the daemon does not answer"))];
    }

    ProbeResult AbsentDaemon() => unit switch
    {
        null when SilentPort() is { } port => new(
            Name, ProbeOutcome.Failed, $"something listens on port {port} and does not answer; this shows what", $"sudo ss -ltnp 'sport = :{port}'"),
        null => new(Name, ProbeOutcome.Off, "no wattd runs here, and no unit would start one"),
        { State: "failed" } => new(Name, ProbeOutcome.Failed, $"{unit.Name} has failed; this shows why", "systemctl status wattd"),
        { State: "active" or "activating" or "reloading" } =>
            new(Name, ProbeOutcome.Failed, $"{unit.Name} is {unit.State} and does not answer; this shows why", "systemctl status wattd"),
        { IsEnabled: true } => new(Name, ProbeOutcome.Failed, $"{unit.Name} is enabled and does not run", "sudo systemctl start wattd"),
        _ => new(Name, ProbeOutcome.Off, $"{unit.Name} is not enabled, and no wattd runs here"),
    };

    int? SilentPort() => DaemonAddress.PortsOf(settings.Options)
        .Where(port => RunningDaemon.Listens(settings.Options, port)).Select(port => (int?)port).FirstOrDefault();

    static ProbeResult Running(RunningDaemon daemon)
    {
        if (daemon.Readings?.Flag("simulated") == true)
            return new(Name, ProbeOutcome.Warning, $"wattd {daemon.Readings?.Text("version")} runs, and its readings are simulated (simulate = on)");
        if (daemon.Document is not { } document)
        {
            var more = Environment.IsPrivilegedProcess ? "it has no local socket to ask for its settings" : "root sees its settings too";
            return new(Name, ProbeOutcome.Ok, daemon.Readings is { } readings
                ? $"wattd {readings.Text("version")} runs; {more}"
                : $"wattd runs and wants a password or a certificate; {more}");
        }
        var served = document.Items("endpoints").Select(endpoint =>
            $"{string.Join(" and ", endpoint.Items("collectors").Select(name => name.GetString()))} on port {endpoint.Number("port")}");
        var users = document.Number("users") is > 0 and var count ? $"{count} user(s)" : "no authentication";
        return new(Name, ProbeOutcome.Ok,
            $"wattd {document.Text("version")} runs as process {document.Number("pid")}: {string.Join(", ", served)}; "
            + $"{(document.Flag("tls") ? "TLS" : "no TLS")}, {users}");
    }

    IEnumerable<ProbeResult> Settings(JsonElement? document)
    {
        if (document is not { } daemonDocument)
            yield break;
        foreach (var fault in daemonDocument.Items("refused"))
        {
            yield return new(SettingsName, ProbeOutcome.Failed,
                $"the running daemon refused what it read last: {fault.GetString()}");
        }
        if (daemonDocument.Object("settings") is not { } inForce)
            yield break;
        var changed = settings.Values.Where(value => !value.IsOfThisCommand
            && inForce.Text(value.Setting.Name) is { Length: > 0 } text && text != PlainText.Of(value.Text)).ToList();
        if (changed.Count == 0 && !daemonDocument.Items("refused").Any())
            yield return new(SettingsName, ProbeOutcome.Ok, "the running daemon has the settings of its files");
        foreach (var value in changed)
        {
            yield return new(SettingsName, ProbeOutcome.Warning, $"{value.Setting} is now {value}; the running daemon still has '{inForce.Text(value.Setting.Name)}'", Restart);
        }
    }

    IEnumerable<ProbeResult> Collector(CollectorKind kind, RunningDaemon running)
    {
        if (running.Readings is null)
        {
            yield return new(NameOf(kind), ProbeOutcome.Denied, "the daemon wants a password or a certificate; run this as root", Wanted: false);
            yield break;
        }
        yield return running.Collector(kind.Name) switch
        {
            null => new(NameOf(kind), ProbeOutcome.Failed, $"the running daemon does not run the {kind.Name} collector", Restart),
            { IsUp: true } collector => new(NameOf(kind), ProbeOutcome.Ok, $"the running daemon has readings: {collector.Samples} samples"),
            { Reason: Outage.Released } collector => new(NameOf(kind), ProbeOutcome.Warning, $"the running daemon has no readings: {collector.Message}"),
            var collector => new(
                NameOf(kind), ProbeOutcome.Missing, $"the running daemon has no readings ({collector.Reason}): {collector.Message}",
                Wanted: kind.IsWanted(settings.Options)),
        };
    }
}
