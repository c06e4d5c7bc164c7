using System.Text.RegularExpressions;
using Wattd.Http.Security;
using Wattd.Settings;
using Wattd.Tests.Support;

namespace Wattd.Tests.Http.Security;

/// <summary>Checks the examples of docs/web-config.md.</summary>
public sealed partial class WebConfigDocumentTests
{
    static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "web-config.md"));

    [Fact]
    public void ItsConfigurationsAreValid()
    {
        var configurations = Blocks("yaml").Where(block => block.Contains("tls_server_config", StringComparison.Ordinal))
            .Select(block => WebConfigurationFile.Parse("/etc/wattd/web-config.yml", block)).ToList();
        Assert.Equal(2, configurations.Count);
        Assert.All(configurations, configuration => Assert.NotNull(configuration.Tls));
        Assert.True(configurations[0].Users["prometheus"].IsOf("fakepassword"));
    }

    [Fact]
    public void TheQuotedFaultLineIsTheActualOne()
    {
        var refused = Assert.Throws<ConfigurationException>(
            () => WebConfigurationFile.Parse("/etc/wattd/web-config.yml", "tls_server_config:\n  cert_fil: server.crt\n"));
        Assert.Equal(Assert.Single(Blocks("")).Trim(), Assert.Single(refused.Lines));
    }

    static IEnumerable<string> Blocks(string language) =>
        Block.Matches(Text).Where(block => block.Groups[1].Value == language).Select(block => block.Groups[2].Value);

    [GeneratedRegex("^```([a-z]*)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    static partial Regex Block { get; }
}
