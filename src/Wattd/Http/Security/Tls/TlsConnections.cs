using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Wattd.Http.Connections;

namespace Wattd.Http.Security.Tls;

/// <summary>
/// Speaks TLS on a connection before HTTP does. Kestrel's own step for that wants services that only a web application
/// has, and we start none.
/// </summary>
/// <param name="options">What the next handshake goes by.</param>
/// <param name="next">HTTP.</param>
sealed class TlsConnections(Func<SslServerAuthenticationOptions> options, ConnectionDelegate next)
{
    /// <summary>
    /// Serves a connection; one whose handshake fails is closed and counted. The time for a first request, which the handshake
    /// is part of, is watched before this step.
    /// </summary>
    public async Task ServeAsync(ConnectionContext connection)
    {
        var plain = connection.Transport;
        await using var tls = new SslStream(new DuplexStream(plain), leaveInnerStreamOpen: false);
        if (!await HasShakenHandsAsync(tls))
        {
            connection.Features.Get<WebClient>()?.Refuse(Refusal.HandshakeFailed);
            return;
        }

        var secure = new StreamDuplexPipe(tls);
        connection.Transport = secure;
        try
        {
            await next(connection);
        }
        finally
        {
            // Before the stream goes, to which it may still be writing.
            await secure.CompleteAsync();
            connection.Transport = plain;
        }
    }

    async Task<bool> HasShakenHandsAsync(SslStream tls)
    {
        try
        {
            await tls.AuthenticateAsServerAsync(options());
            return true;
        }
        catch (Exception e) when (e is AuthenticationException or IOException or OperationCanceledException)
        {
            // Whoever can reach the port can do this, so it is not worth a line.
            return false;
        }
    }
}
