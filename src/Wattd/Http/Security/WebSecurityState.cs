using Wattd.Http.Security.Authentication;
using Wattd.Http.Security.Tls;

namespace Wattd.Http.Security;

/// <summary>
/// The configuration in force, with the files that it names, loaded and valid. Immutable.
/// </summary>
/// <param name="Configuration">The content of the file.</param>
/// <param name="Tls">TLS; null for none.</param>
/// <param name="Users">The users; null for no authentication.</param>
/// <param name="Rate">The rate limit; null for none.</param>
sealed record WebSecurityState(WebConfiguration Configuration, TlsServer? Tls, BasicAuthentication? Users, TokenBucket? Rate);
