using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Wattd.Exposition;

/// <summary>What a client may ask of the server, and what is held for it.</summary>
static class WebLimits
{
    /// <summary>What is read ahead of a connection, in bytes: the largest request, all of it headers.</summary>
    public const int ReadBufferSize = 8 * 1024;

    /// <summary>What is held of a response that a client does not read, in bytes.</summary>
    public const int WriteBufferSize = 4 * 1024;

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
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
    }
}
