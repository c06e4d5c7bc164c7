using System.Text;
using System.Text.RegularExpressions;
using Wattd.Http.Security;
using Wattd.Settings;
using Wattd.Tests.Support;

namespace Wattd.Tests.Http.Security;

/// <summary>Any mutation of a web configuration is accepted or refused with a message.</summary>
public sealed partial class MutatedWebConfigurationTests
{
    const string FilePath = "/etc/wattd/web-config.yml";

    static readonly byte[][] Documents =
    [
        .. Block.Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "web-config.md")))
            .Select(block => Encoding.UTF8.GetBytes(block.Groups[1].Value)),
        "basic_auth_users: {alice: \"$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi\"}\nrate_limit:\n  interval: 1s\n  burst: 3\n"u8.ToArray(),
    ];

    static readonly string[] Pieces =
    [
        "&a ", "*a", "!!str ", "%YAML 1.2\n", "---\n", "...\n", "? ", "- ", "|\n", ">-\n", "\"\\UFFFFFFFF\"", "\"\\ud800\\u0041\"", "\"\\x", "<<: *a\n",
        "{", "}", "[", "]", ": ", "\t", "\0", "\ufeff", "~", "null", "tls_server_config:\n", "basic_auth_users:\n", "1e999", "0x10", "!",
    ];

    [Fact]
    public void AMutatedConfigurationIsAcceptedOrRefusedWithItsLine() => Mutator.ForEachSeed(5_000, seed =>
    {
        var text = Encoding.UTF8.GetString(new Mutator(seed, Pieces).Mutate(Documents));
        try
        {
            var taken = WebConfigurationFile.Parse(FilePath, text);
            Assert.All(taken.Users.Keys, user => Assert.DoesNotContain(':', user));
        }
        catch (ConfigurationException refused)
        {
            Assert.All(refused.Lines, line => Assert.Matches($"^{FilePath}:[0-9]+: [^\n]+$", line));
        }
    });

    [GeneratedRegex("^```yaml\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    static partial Regex Block { get; }
}
