using Wattd.Http.Security.Authentication;
using Wattd.Http.Security.Tls;

namespace Wattd.Http.Security;

/// <summary>The content of a web configuration file.</summary>
sealed record WebConfiguration
{
    /// <summary><c>tls_server_config</c>. The default (null) is no TLS.</summary>
    public TlsSettings? Tls { get; init; }

    /// <summary><c>headers</c> of <c>http_server_config</c>, added to every response. The default is none.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary><c>basic_auth_users</c>: the bcrypt hash of each user's password. The default is no users, which allows every request.</summary>
    public IReadOnlyDictionary<string, BcryptHash> Users { get; init; } = new Dictionary<string, BcryptHash>();

    /// <summary><c>rate_limit</c>. The default (null) is none.</summary>
    public RateLimit? RateLimit { get; init; }

    /// <summary>One line for each key that is accepted and has no effect.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
