using System.CommandLine;
using Wattd.Metrics;
using Wattd.Settings;

namespace Wattd.Commands.Metrics;

/// <summary>The option <c>--format</c> of <c>wattd metrics</c>.</summary>
sealed class FormatOption : Option<string>
{
    const string Text = "text", OpenMetrics = "openmetrics";

    public FormatOption() : base("--format")
    {
        HelpName = $"{Text}|{OpenMetrics}";
        Description = $"How the page is written: the Prometheus text format, or OpenMetrics 1.0. (default {Text})";
        CompletionSources.Add(Text, OpenMetrics);
    }

    /// <summary>The format that the command line asks for.</summary>
    /// <exception cref="UsageException">It is neither of the two.</exception>
    public PageFormat Of(ParseResult parsed) => parsed.GetValue(this) switch
    {
        null or Text => PageFormat.Text,
        OpenMetrics => PageFormat.OpenMetrics,
        var other => throw new UsageException($"--format: {Quoted.Text(other)} is not {Text} or {OpenMetrics}"),
    };
}
