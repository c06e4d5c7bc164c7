using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Wattd.Http;

/// <summary>The limits for a client, and for what is buffered for it.</summary>
static class WebLimits
{
    /// <summary>Bytes read ahead of a connection: the largest request with all its headers.</summary>
    public const int ReadBufferSize = 8 * 1024;

    /// <summary>Bytes of a response buffered for a client that does not read.</summary>
    public const int WriteBufferSize = 4 * 1024;

    /// <summary>SO_SNDBUF of a connection, in bytes; the kernel doubles it for its own bookkeeping.</summary>
    public const int KernelSendBuffer = 32 * 1024;

    /// <summary>SO_RCVBUF of a connection, in bytes; also doubled. It holds a request.</summary>
    public const int KernelReceiveBuffer = 8 * 1024;

    /// <summary>From the connection to its first complete request, including any TLS handshake.</summary>
    public static readonly TimeSpan FirstRequestTimeout = TimeSpan.FromSeconds(5);

    /// <summary>From a request until the kernel has taken the last byte of its answer.</summary>
    public static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);

    /// <summary>TCP_USER_TIMEOUT: when the kernel gives up on a client. Later than the server, which counts it.</summary>
    public static readonly TimeSpan KernelTimeout = AnswerTimeout + TimeSpan.FromSeconds(5);

    // Shorter than the first-request timeout, so that a client that is slow from the start still reads status 408.
    static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(4);

    /// <summary>Sets Kestrel's limits.</summary>
    public static void Set(KestrelServerLimits limits)
    {
        limits.MaxRequestLineSize = 2 * 1024;
        limits.MaxRequestHeadersTotalSize = ReadBufferSize;
        limits.MaxRequestHeaderCount = 32;
        limits.MaxRequestBodySize = 0;
        limits.MaxRequestBufferSize = ReadBufferSize;
        limits.MaxResponseBufferSize = WriteBufferSize;
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(90);
        limits.RequestHeadersTimeout = HeadersTimeout;
    }
}
