using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Wattd.Metrics;
using Wattd.Readings;

namespace Wattd.Http;

/// <summary>Answers every requestfor the endpoint of its connection.</summary>
/// <param name="web">The settings.</param>
/// <param name="home">The status page.</param>
/// <param name="readings">The readings as JSON.</param>
sealed class WebHandler(WebOptions web, HomePage home, ReadingsDocument readings)
{
    /// <summary>The content type of lines for people.</summary>
    public const string Text = "text/plain; charset=utf-8";
    const string Html = "text/html; charset=utf-8";
    /// <summary>The content type of documents for programs.</summary>
    public const string Json = "application/json";
    const string HealthPath = "/health";
    const string ReadingsPath = "/readings.json";

    // Kestrel buffers what a client does not read; pieces of this size keep that small.
    const int PieceSize = 4096;

    static readonly StringValues Allow = "GET, HEAD";
    static readonly StringValues VaryFormat = "Accept, Accept-Encoding", VaryEncoding = "Accept-Encoding";
    static readonly byte[] Ok = "OK"u8.ToArray();
    static readonly byte[] MethodNotAllowed = "This server answers GET and HEAD.\n"u8.ToArray();
    static readonly byte[] NoBody = "This server accepts no request body.\n"u8.ToArray();

    readonly byte[] _notFound = Encoding.UTF8.GetBytes($"Not found; see {web.TelemetryPath}, {HealthPath} or /.\n");

    /// <summary>The terminal handler.</summary>
    public Task HandleAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            response.Headers.Allow = Allow;
            return RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, MethodNotAllowed);
        }
        if (request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0)
            return RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, NoBody);

        var endpoint = context.Features.GetRequiredFeature<WebClient>().Endpoint;
        var path = request.Path.Value;
        return path == web.TelemetryPath ? MetricsAsync(context, endpoint.Page)
            : path == HealthPath ? HealthAsync(context, endpoint)
            : path == "/" ? HomeAsync(context)
            : path == ReadingsPath ? ReadingsAsync(context)
            : WriteAsync(context, StatusCodes.Status404NotFound, Text, _notFound);
    }

    static Task MetricsAsync(HttpContext context, MetricsPage page)
    {
        var format = AcceptedFormat.Of(context.Request.Headers.Accept);
        var gzip = ChooseGzip(context, VaryFormat);
        return WriteAsync(context, StatusCodes.Status200OK, format.ContentType(), page.Get(format, gzip));
    }

    static Task HealthAsync(HttpContext context, WebEndpoint endpoint) =>
        Health.Complaint(endpoint.Collectors) is { } complaint
            ? WriteAsync(context, StatusCodes.Status503ServiceUnavailable, Text, Encoding.UTF8.GetBytes(complaint))
            : WriteAsync(context, StatusCodes.Status200OK, Text, Ok);

    Task HomeAsync(HttpContext context)
    {
        context.Response.Headers.ContentSecurityPolicy = HomePage.ContentSecurityPolicy;
        return WriteAsync(context, StatusCodes.Status200OK, Html, home.Get());
    }

    Task ReadingsAsync(HttpContext context)
    {
        if (ReadingsRequest.Parse(context.Request.QueryString.Value) is not { } request)
            return WriteAsync(context, StatusCodes.Status400BadRequest, Text, ReadingsRequest.Refusal);
        var gzip = ChooseGzip(context, VaryEncoding);
        return WriteAsync(context, StatusCodes.Status200OK, Json, readings.Get(request.Since, gzip));
    }

    /// <summary>Whether the answer is to be compressed, and the headers that say so.</summary>
    static bool ChooseGzip(HttpContext context, StringValues vary)
    {
        var gzip = AcceptedFormat.Gzip(context.Request.Headers.AcceptEncoding);
        context.Response.Headers.Vary = vary;
        if (gzip)
            context.Response.Headers.ContentEncoding = "gzip";
        return gzip;
    }

    /// <summary>Answers and closes the connection: further data from the client is ignored.</summary>
    static Task RefuseAsync(HttpContext context, int status, byte[] body)
    {
        context.Response.Headers.Connection = "close";
        return WriteAsync(context, status, Text, body);
    }

    /// <summary>Writes an answer; of one to HEAD, the headers.</summary>
    public static async Task WriteAsync(HttpContext context, int status, string contentType, ReadOnlyMemory<byte> body)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-store";
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        for (; body.Length > PieceSize; body = body[PieceSize..])
        {
            if ((await response.BodyWriter.WriteAsync(body[..PieceSize])).IsCompleted)
                return;
        }
        await response.BodyWriter.WriteAsync(body);
    }
}
