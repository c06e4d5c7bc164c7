using System.CommandLine;
using Wattd.Settings;

namespace Wattd.Commands.Top;

/// <summary>The options of <c>wattd top</c> that are no settings.</summary>
sealed class TopFlags
{
    const string Auto = "auto", Daemon = "daemon", Hardware = "hardware";

    readonly Option<string> _source = new("--source")
    {
        HelpName = $"{Auto}|{Daemon}|{Hardware}",
        Description = $"Where the readings come from. auto is the daemon where one answers, else the hardware. (default {Auto})",
    };

    readonly Option<string> _url = new("--url")
    {
        HelpName = "<url>",
        Description = "The daemon to ask, this or another machine's. (default by web.listen-address and cpu.port)",
    };

    readonly Option<bool> _once = new("--once") { Description = "Print the readings once, as plain text, and end." };

    public TopFlags() => _source.CompletionSources.Add(Auto, Daemon, Hardware);

    public IReadOnlyList<Option> All => [_source, _url, _once];

    /// <summary>What the command line asks for.</summary>
    /// <exception cref="UsageException">A value is none of those that there are, or two do not go together.</exception>
    public TopOptions Of(ParseResult parsed)
    {
        var source = parsed.GetValue(_source) switch
        {
            null or Auto => TopSource.Auto,
            Daemon => TopSource.Daemon,
            Hardware => TopSource.Hardware,
            var other => throw new UsageException($"--source: {Quoted.Text(other)} is none of {Auto}, {Daemon}, {Hardware}"),
        };
        var url = parsed.GetValue(_url) is { } text ? Url(text) : null;
        if (url is not null && source == TopSource.Hardware)
            throw new UsageException("--url does not go with --source hardware");
        return new TopOptions(source, url, parsed.GetValue(_once));
    }

    static Uri Url(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "http", UserInfo: "", AbsolutePath: "/", Query: "" }
            ? url
            : throw new UsageException($"--url: {Quoted.Text(text)} is no address such as http://localhost:9500");
}
