using System.Collections.Immutable;
using Wattd.Http.Security.Tls;

namespace Wattd.Http.Security;

/// <summary>
/// What a running daemon does not take from a file that has changed: that fewer are kept out. A file that was cut by
/// mistake opens nothing, and a restart says that it is meant.
/// </summary>
static class Weakening
{
    const string Restart = "which takes effect with 'systemctl restart wattd'";

    /// <summary>A line for each protection that one configuration has and the next one lacks.</summary>
    /// <param name="path">The file.</param>
    /// <param name="before">What is in force.</param>
    /// <param name="after">What the file says now.</param>
    public static ImmutableArray<string> Of(string path, WebConfiguration before, WebConfiguration after)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        void Refuse(string what) => lines.Add($"{path}: {what}, {Restart}");

        // Neither does TLS appear: the ports were opened without it.
        if (before.Tls is null != after.Tls is null)
            Refuse("tls_server_config was put in or taken out");
        if (before.Users.Count > 0 && after.Users.Count == 0)
            Refuse("basic_auth_users was taken out");
        if ((before.Tls, after.Tls) is ({ } had, { } has))
        {
            if (LetsInMore(had.ClientAuthentication, has.ClientAuthentication))
                Refuse($"client_auth_type was {had.ClientAuthentication} and is {has.ClientAuthentication}, which keeps out fewer");
            // Without roots of its own, those of the system are good, which know the whole world.
            if (had.ClientRoots is not null && has.ClientRoots is null)
                Refuse("client_ca_file or client_ca was taken out");
            if (had.ClientNames is not null && has.ClientNames is null)
                Refuse("client_allowed_sans was taken out");
        }
        return lines.ToImmutable();
    }

    static bool LetsInMore(ClientAuthentication before, ClientAuthentication after) =>
        (ClientCertificates.IsRequired(before) && !ClientCertificates.IsRequired(after))
        || (ClientCertificates.IsVerified(before) && !ClientCertificates.IsVerified(after));
}
