using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Wattd.Http.Connections;

namespace Wattd.Http.Security.Tls;

/// <summary>
/// Handles TLS on a connection before HTTP. Kestrel's own middleware needs services that only a web application
/// has.
/// </summary>
/// <param name="options">The options of the next handshake.</param>
/// <param name="next">HTTP.</param>
sealed class TlsConnections(Func<SslServerAuthenticationOptions> options, ConnectionDelegate next)
{
    /// <summary>
    /// Serves a connection; one whose handshake fails is closed and counted. The timeout of the first request, which includes the
    /// handshake, is enforced before this step.
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
            // Before the stream is disposed, since it may still be writing to it.
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
            // Anyone who reaches the port can cause this, so it is not logged.
            return false;
        }
    }
}
