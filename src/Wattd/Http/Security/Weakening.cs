using System.Collections.Immutable;
using Wattd.Http.Security.Tls;

namespace Wattd.Http.Security;

/// <summary>
/// Changes that a running daemon refuses because they would weaken the protection. A file that was cut by
/// mistake opens nothing, and a restart confirms that the change is intended.
/// </summary>
static class Weakening
{
    const string Restart = "which takes effect with 'systemctl restart wattd'";

    /// <summary>A line for each protection that the old configuration has and the new one lacks.</summary>
    /// <param name="path">The file.</param>
    /// <param name="before">The configuration in force.</param>
    /// <param name="after">The configuration in the file now.</param>
    public static ImmutableArray<string> Of(string path, WebConfiguration before, WebConfiguration after)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        void Refuse(string what) => lines.Add($"{path}: {what}, {Restart}");

        // Adding TLS needs a restart too: the ports were opened without it.
        if (before.Tls is null != after.Tls is null)
            Refuse("tls_server_config was added or removed");
        if (before.Users.Count > 0 && after.Users.Count == 0)
            Refuse("basic_auth_users was removed");
        if ((before.Tls, after.Tls) is ({ } had, { } has))
        {
            if (LetsInMore(had.ClientAuthentication, has.ClientAuthentication))
                Refuse($"client_auth_type was {had.ClientAuthentication} and is {has.ClientAuthentication}, which is weaker");
            // Without its own roots, those of the system apply, which trust every public authority.
            if (had.ClientRoots is not null && has.ClientRoots is null)
                Refuse("client_ca_file or client_ca was removed");
            if (had.ClientNames is not null && has.ClientNames is null)
                Refuse("client_allowed_sans was removed");
        }
        return lines.ToImmutable();
    }

    static bool LetsInMore(ClientAuthentication before, ClientAuthentication after) =>
        (ClientCertificates.IsRequired(before) && !ClientCertificates.IsRequired(after))
        || (ClientCertificates.IsVerified(before) && !ClientCertificates.IsVerified(after));
}
