using System.Reflection;
using System.Runtime.InteropServices;

namespace Wattd.Metrics.Self;

/// <summary>What this binary was built from.</summary>
/// <param name="Version">Its version: <c>1.0.0</c>.</param>
/// <param name="Revision">The commit; empty where the build knew none.</param>
/// <param name="Runtime">The runtime in it: <c>.NET 10.0.9</c>.</param>
/// <param name="Architecture">What it runs on: <c>x64</c>, <c>arm64</c>.</param>
sealed record BuildInfo(string Version, string Revision, string Runtime, string Architecture)
{
    /// <summary>This binary.</summary>
    public static BuildInfo Current { get; } = Read();

    static BuildInfo Read()
    {
        // The SDK writes VERSION+COMMIT.
        var text = typeof(BuildInfo).Assembly
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        var plus = text.IndexOf('+');
        return new BuildInfo(
            plus < 0 ? text : text[..plus],
            plus < 0 ? "" : text[(plus + 1)..],
            RuntimeInformation.FrameworkDescription,
            RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant());
    }
}
