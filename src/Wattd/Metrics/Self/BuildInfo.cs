using System.Reflection;
using System.Runtime.InteropServices;

namespace Wattd.Metrics.Self;

/// <summary>The version and origin of this binary.</summary>
/// <param name="Version">Its version: <c>1.0.0</c>.</param>
/// <param name="Revision">The commit; empty if unknown to the build.</param>
/// <param name="Runtime">Its runtime: <c>.NET 10.0.9</c>.</param>
/// <param name="Architecture">Its architecture: <c>x64</c>, <c>arm64</c>.</param>
sealed record BuildInfo(string Version, string Revision, string Runtime, string Architecture)
{
    /// <summary>This binary.</summary>
    public static BuildInfo Current { get; } = Read();

    /// <summary>Where the publisher of this binary wants bugs reported; null if the build does not say.</summary>
    public string? BugsAddress { get; init; }

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
            RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant())
        {
            BugsAddress = typeof(BuildInfo).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
                .FirstOrDefault(item => item.Key == nameof(BugsAddress))?.Value,
        };
    }
}
