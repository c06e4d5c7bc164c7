using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Wattd.Collectors;
using Wattd.Http.Security;
using Wattd.Http.Security.Tls;
using Wattd.Settings;

namespace Wattd.Commands.Check;

/// <summary>Whether the web configuration is good, its key fits its certificate, and that one is still valid for a while.</summary>
/// <param name="path">The file; null for none.</param>
sealed class WebConfigProbe(string? path) : IProbe
{
    const string Name = "web.config.file";

    static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    public IEnumerable<ProbeResult> Examine()
    {
        if (path is null)
            return [new ProbeResult(Name, ProbeOutcome.Off, "no TLS and no authentication: everyone who reaches a port can read it")];
        try
        {
            return [Describe(WebConfigurationFile.Read(path))];
        }
        catch (ConfigurationException e)
        {
            return e.Lines.Select(line => new ProbeResult(Name, ProbeOutcome.Failed, line));
        }
    }

    /// <summary>What a daemon with this configuration shows; null where there is no TLS, or it cannot be read.</summary>
    public static X509Certificate2? Certificate(string? path)
    {
        try
        {
            return path is not null && WebConfigurationFile.Read(path).Tls is { } tls
                ? ServerCertificate.ReadChain(tls.Certificate)[0]
                : null;
        }
        catch (ConfigurationException)
        {
            return null;
        }
    }

    ProbeResult Describe(WebConfiguration configuration)
    {
        if (configuration.Tls is not null || configuration.Users.Count > 0)
            OpenSsl.Require(path!);
        var users = configuration.Users.Count == 0 ? "no authentication" : $"{configuration.Users.Count} user(s)";
        if (configuration.Tls is not { } tls)
            return new(Name, ProbeOutcome.Ok, $"{path} is good: no TLS, {users}");

        var certificate = TlsServer.Load(tls).Certificate;
        var end = certificate.NotAfter.ToUniversalTime();
        var date = end.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
#pragma warning disable RS0030 // What a certificate has is a date.
        var left = end - DateTime.UtcNow;
#pragma warning restore RS0030
        if (left > Soon)
            return new(Name, ProbeOutcome.Ok, $"{path} is good: TLS with a certificate until {date}, {users}");
        var ends = left > TimeSpan.Zero ? $"ends on {date}" : $"ended on {date}, and clients refuse it";
        return new(Name, ProbeOutcome.Failed, $"{tls.Certificate} {ends}; put a new one and its key in their place");
    }
}
