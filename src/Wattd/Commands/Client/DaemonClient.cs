using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Wattd.Http.Security;
using Wattd.Settings;

namespace Wattd.Commands.Client;

/// <summary>Sends one request to a daemon and reads its answer.</summary>
/// <remarks>
/// HTTP/1.0 over a connection of its own: one small document from a server of this project, for which the framework's HTTP
/// client would add 2.8 MB to the binary.
/// </remarks>
/// <param name="address">Where it answers.</param>
sealed class DaemonClient(DaemonAddress address)
{
    const int MostBytes = 16 << 20;

    /// <summary>How long an answer may take. The default of every command.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    string? _refusal;

    /// <summary>Whether what answers has shown one of the certificates that are trusted for themselves.</summary>
    public bool IsTrustedCertificateShown { get; private set; }

    /// <summary>Whether a program listens at the address.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>Asks for a path.</summary>
    /// <param name="path">With its query: <c>/readings.json?since=0</c>.</param>
    /// <param name="method">The method. The default is GET.</param>
    /// <param name="patience">How long the answer may take. The default is <see cref="Patience"/>.</param>
    /// <exception cref="NoAnswerException">There is none.</exception>
    public async Task<DaemonAnswer> AskAsync(string path, string method = "GET", TimeSpan? patience = null)
    {
        var limit = patience ?? Patience;
        using var deadline = new CancellationTokenSource(limit);
        try
        {
            return DaemonAnswer.Parse(await ExchangeAsync($"{method} {path}", deadline.Token))
                ?? throw new NoAnswerException("what answers does not use HTTP" + (address.Url.Scheme == Uri.UriSchemeHttp ? " (TLS? then use https)" : ""));
        }
        catch (Exception e) when (e is ArgumentException or SocketException { SocketErrorCode: SocketError.AddressNotAvailable } && address.SocketPath is not null)
        {
            throw new NoAnswerException(e is ArgumentException ? "its path is too long for a socket" : "there is no such socket");
        }
        catch (AuthenticationException) when (_refusal is null)
        {
            throw new NoAnswerException("what answers does not use TLS");
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException)
        {
            throw new NoAnswerException(_refusal ?? e.Message) { IsDenied = e is SocketException { SocketErrorCode: SocketError.AccessDenied } };
        }
        catch (OperationCanceledException)
        {
            throw new NoAnswerException($"no answer within {limit.TotalSeconds:0} s");
        }
        catch (ConfigurationException e)
        {
            throw new NoAnswerException(e.Message);
        }
    }

    async Task<byte[]> ExchangeAsync(string request, CancellationToken cancellation)
    {
        using var socket = await ConnectAsync(cancellation);
        IsConnected = true;
        await using var stream = await SecureAsync(new NetworkStream(socket, ownsSocket: false), cancellation);
        // HTTP/1.0 wants a length of a POST, even where there is no body.
        var head = new StringBuilder($"{request} HTTP/1.0\r\nHost: {address.Url.Authority}\r\nContent-Length: 0\r\n");
        if (address.User is { } user)
            head.Append(CultureInfo.InvariantCulture, $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user.UserName}:{user.Password}"))}\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), cancellation);
        using var answer = new MemoryStream();
        var piece = new byte[16 << 10];
        while (answer.Length < MostBytes && await stream.ReadAsync(piece, cancellation) is var read and > 0)
            answer.Write(piece, 0, read);
        return answer.ToArray();
    }

    async Task<Socket> ConnectAsync(CancellationToken cancellation)
    {
        var socket = address.SocketPath is null
            ? new Socket(SocketType.Stream, ProtocolType.Tcp)
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            if (address.SocketPath is { } path)
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            else
                await socket.ConnectAsync(address.Url.IdnHost, address.Url.Port, cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    async Task<Stream> SecureAsync(NetworkStream stream, CancellationToken cancellation)
    {
        if (address.Url.Scheme != Uri.UriSchemeHttps)
            return stream;
        OpenSsl.Require(address.Name);
        var secure = new SslStream(stream, leaveInnerStreamOpen: false, IsTrusted);
        await secure.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = address.Url.IdnHost, CertificateChainPolicy = Authorities() }, cancellation);
        return secure;
    }

    /// <summary>The authorities that are named are the only ones that are trusted; null for those of the system.</summary>
    X509ChainPolicy? Authorities()
    {
        if (address.Trusted.Count == 0)
            return null;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(address.Trusted);
        return policy;
    }

    bool IsTrusted(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 shown)
            return Refuse("it shows no certificate");
        if (address.Trusted.Contains(shown))
            return IsTrustedCertificateShown = true;
        if ((errors & SslPolicyErrors.RemoteCertificateNameMismatch) != 0)
            return Refuse($"its certificate is not for {address.Url.IdnHost}");
        return errors == SslPolicyErrors.None
            || Refuse($"its certificate is not trusted ({string.Join(", ", chain?.ChainStatus.Select(status => status.Status) ?? [])}): --tls.ca FILE names the authority that signed it");
    }

    bool Refuse(string reason)
    {
        _refusal = reason;
        return false;
    }
}

/// <summary>A daemon does not answer; the message says why, in a few words.</summary>
sealed class NoAnswerException(string message) : Exception(message)
{
    /// <summary>Whether this user may not ask it.</summary>
    public bool IsDenied { get; init; }
}
