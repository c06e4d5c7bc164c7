using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Wattd.Metrics;
using Wattd.Readings;

namespace Wattd.Http;

/// <summary>Answers every request; the endpoint is the one that the connection came in on.</summary>
/// <param name="web">The settings.</param>
/// <param name="home">The page for people.</param>
/// <param name="readings">What it is fed with.</param>
sealed class WebHandler(WebOptions web, HomePage home, ReadingsDocument readings)
{
    const string Text = "text/plain; charset=utf-8";
    const string Html = "text/html; charset=utf-8";
    const string Json = "application/json";
    const string HealthPath = "/health";
    const string ReadingsPath = "/readings.json";

    // Kestrel holds what a client does not read; in pieces of this size, that stays small.
    const int PieceSize = 4096;

    static readonly StringValues Allow = "GET, HEAD";
    static readonly StringValues Vary = "Accept, Accept-Encoding";
    static readonly byte[] Ok = "OK"u8.ToArray();
    static readonly byte[] MethodNotAllowed = "This server answers GET and HEAD.\n"u8.ToArray();
    static readonly byte[] NoBody = "This server takes no request body.\n"u8.ToArray();

    readonly byte[] _notFound = Encoding.UTF8.GetBytes($"Nothing is here; see {web.TelemetryPath}, {HealthPath} or /.\n");

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
        var gzip = AcceptedFormat.Gzip(context.Request.Headers.AcceptEncoding);
        context.Response.Headers.Vary = Vary;
        if (gzip)
            context.Response.Headers.ContentEncoding = "gzip";
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

    Task ReadingsAsync(HttpContext context) => ReadingsRequest.Parse(context.Request.QueryString.Value) is { } request
        ? WriteAsync(context, StatusCodes.Status200OK, Json, readings.Get(request.Since))
        : WriteAsync(context, StatusCodes.Status400BadRequest, Text, ReadingsRequest.Refusal);

    /// <summary>Answers and closes: what else the client sends on this connection is of no interest.</summary>
    static Task RefuseAsync(HttpContext context, int status, byte[] body)
    {
        context.Response.Headers.Connection = "close";
        return WriteAsync(context, status, Text, body);
    }

    static async Task WriteAsync(HttpContext context, int status, string contentType, ReadOnlyMemory<byte> body)
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
