using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Wattd.Http;

/// <summary>What a client may ask of the server, and what is held for it.</summary>
static class WebLimits
{
    /// <summary>What is read ahead of a connection, in bytes: the largest request, all of it headers.</summary>
    public const int ReadBufferSize = 8 * 1024;

    /// <summary>What is held of a response that a client does not read, in bytes.</summary>
    public const int WriteBufferSize = 4 * 1024;

    /// <summary>SO_SNDBUF of a connection, in bytes; the kernel doubles it for its own bookkeeping.</summary>
    public const int KernelSendBuffer = 32 * 1024;

    /// <summary>SO_RCVBUF of a connection, in bytes; doubled like the other. A request fits in.</summary>
    public const int KernelReceiveBuffer = 8 * 1024;

    /// <summary>From the connection to its first whole request. With TLS, the handshake is part of it.</summary>
    public static readonly TimeSpan FirstRequestTimeout = TimeSpan.FromSeconds(5);

    /// <summary>From a request to the last byte of its answer that the kernel takes.</summary>
    public static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);

    /// <summary>TCP_USER_TIMEOUT: when the kernel gives up a client. Later than the server does, which counts it.</summary>
    public static readonly TimeSpan KernelTimeout = AnswerTimeout + TimeSpan.FromSeconds(5);

    // Before the first one ends, so that a client that is slow from the start still reads status 408.
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
