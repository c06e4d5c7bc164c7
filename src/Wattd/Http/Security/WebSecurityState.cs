using Wattd.Http.Security.Authentication;
using Wattd.Http.Security.Tls;

namespace Wattd.Http.Security;

/// <summary>
/// What is in force: a configuration with the files that it names, read and good. It never changes; another takes its place.
/// </summary>
/// <param name="Configuration">What the file said.</param>
/// <param name="Tls">TLS; null for none.</param>
/// <param name="Users">Who is let in; null for everyone.</param>
/// <param name="Rate">How many requests are answered; null for all.</param>
sealed record WebSecurityState(WebConfiguration Configuration, TlsServer? Tls, BasicAuthentication? Users, TokenBucket? Rate);
