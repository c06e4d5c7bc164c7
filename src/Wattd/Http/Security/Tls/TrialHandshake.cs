using System.IO.Pipelines;
using System.Net.Security;

namespace Wattd.Http.Security.Tls;

/// <summary>
/// A handshake with ourselves, in memory: it finds what reading the files cannot, such as a key that is too short for
/// OpenSSL's security level, a curve that no client offers, or cipher suites that do not fit the certificate.
/// </summary>
static class TrialHandshake
{
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Runs it, with a client that expects this certificate and has none of its own.</summary>
    /// <param name="options">The server's options, which must not request a client certificate.</param>
    /// <returns>Why it failed; null on success.</returns>
    public static string? Complaint(SslServerAuthenticationOptions options)
    {
        try
        {
            RunAsync(options).GetAwaiter().GetResult();
            return null;
        }
        catch (Exception e)
        {
            return e.GetBaseException().Message;
        }
    }

    static async Task RunAsync(SslServerAuthenticationOptions options)
    {
        var (up, down) = (new Pipe(), new Pipe());
        await using var server = new SslStream(new DuplexStream(new OneSide(up.Reader, down.Writer)));
        await using var client = new SslStream(new DuplexStream(new OneSide(down.Reader, up.Writer)));
        using var timeout = new CancellationTokenSource(Timeout);
        var serving = ServeAsync(server, options, down.Writer, timeout.Token);
        try
        {
            await client.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = "localhost",
                    RemoteCertificateValidationCallback = (_, shown, _, _) =>
                        shown is not null && shown.Equals(options.ServerCertificateContext!.TargetCertificate),
                },
                timeout.Token);
        }
        catch
        {
            await up.Writer.CompleteAsync();
            // The server has the reason; the client only sees that it was refused.
            await serving;
            throw;
        }
        await serving;
    }

    static async Task ServeAsync(
        SslStream server, SslServerAuthenticationOptions options, PipeWriter output, CancellationToken cancellation)
    {
        try
        {
            await server.AuthenticateAsServerAsync(options, cancellation);
        }
        catch
        {
            await output.CompleteAsync();
            throw;
        }
    }

    sealed record OneSide(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
