using System.Globalization;
using Wattd.Collectors;
using Wattd.Http.Security;
using Wattd.Http.Security.Tls;
using Wattd.Settings;

namespace Wattd.Commands.Check;

/// <summary>Whether the web configuration is valid, the key matches the certificate, and the certificate does not expire soon.</summary>
/// <param name="path">The file; null for none.</param>
sealed class WebConfigProbe(string? path) : IProbe
{
    const string Name = "web.config.file";

    // What renews certificates by itself does so when a third of their lifetime is left.
    const int LastPart = 3;

    public IReadOnlyList<string> Names => [Name];

    public IEnumerable<ProbeResult> Examine()
    {
        if (path is null)
            return [new ProbeResult(Name, ProbeOutcome.Off, "no TLS and no authentication: anyone who reaches a port can read it")];
        try
        {
            return [Describe(WebConfigurationFile.Read(path))];
        }
        catch (ConfigurationException e)
        {
            return e.Lines.Select(line => new ProbeResult(Name, ProbeOutcome.Failed, line));
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
#pragma warning disable RS0030 // A certificate has a date.
        var left = end - DateTime.UtcNow;
#pragma warning restore RS0030
        if (left <= TimeSpan.Zero)
            return new(Name, ProbeOutcome.Failed, $"{tls.Certificate} ended on {date}, and clients refuse it; replace it and its key");
        return left > (certificate.NotAfter - certificate.NotBefore) / LastPart
            ? new(Name, ProbeOutcome.Ok, $"{path} is good: TLS with a certificate until {date}, {users}")
            : new(Name, ProbeOutcome.Warning,
                $"{path} is good, and its certificate {tls.Certificate} ends on {date}, in the last third of its lifetime: replace it and its key");
    }
}
