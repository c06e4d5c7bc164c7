using System.CommandLine;
using Wattd.Commands.Client;
using Wattd.Settings;

namespace Wattd.Commands.Top;

/// <summary>The options of <c>wattd top</c> that are not settings.</summary>
sealed class TopFlags
{
    const string Auto = "auto", Daemon = "daemon", Hardware = "hardware";

    readonly Option<string> _source = new("--source")
    {
        HelpName = $"{Auto}|{Daemon}|{Hardware}",
        Description = $"Where the readings come from. auto is the daemon if one answers, else the hardware. (default {Auto})",
    };

    readonly DaemonFlags _daemon = new();

    readonly Option<bool> _once = new("--once") { Description = "Print the readings once, as plain text, and end." };

    public TopFlags() => _source.CompletionSources.Add(Auto, Daemon, Hardware);

    public IReadOnlyList<Option> All => [_source, .. _daemon.All, _once];

    /// <summary>The options on the command line.</summary>
    /// <exception cref="ConfigurationException">The certificates of <c>--tls.ca</c> cannot be read.</exception>
    /// <exception cref="UsageException">A value is not allowed, or two options cannot be combined.</exception>
    public TopOptions Of(ParseResult parsed)
    {
        var source = parsed.GetValue(_source) switch
        {
            null or Auto => TopSource.Auto,
            Daemon => TopSource.Daemon,
            Hardware => TopSource.Hardware,
            var other => throw new UsageException($"--source: {Quoted.Text(other)} is not one of {Auto}, {Daemon}, {Hardware}"),
        };
        var daemon = _daemon.AddressOf(parsed);
        if (daemon is not null && source == TopSource.Hardware)
            throw new UsageException("--url cannot be combined with --source hardware");
        return new TopOptions { Source = source, Daemon = daemon, User = daemon?.User ?? _daemon.UserOf(parsed), Once = parsed.GetValue(_once) };
    }
}
