using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Wattd.Http.Security.Authentication;

namespace Wattd.Http.Security;

/// <summary>Runs before the handler of every request: headers, rate limit and authentication.</summary>
/// <param name="security">The configuration in force.</param>
/// <param name="next">The handler.</param>
sealed class RequestGuard(WebSecurity security, RequestDelegate next)
{
    const string Challenge = "Basic realm=\"wattd\", charset=\"UTF-8\"";

    static readonly byte[] Unauthorized = "This server wants a user name and a password.\n"u8.ToArray();
    static readonly byte[] TooManyRequests = "Too many requests; try again later.\n"u8.ToArray();

    /// <summary>Answers, or calls the handler.</summary>
    public Task HandleAsync(HttpContext context)
    {
        var state = security.Current;
        if (state.Configuration.Headers.Count > 0)
            context.Response.OnStarting(SetHeaders, (context.Response.Headers, state.Configuration));
        if (state.Rate is { } rate && !rate.TryTake())
            return AnswerAsync(context, Verdict.After(state.Configuration.RateLimit!.Interval));
        if (state.Users is not { } users)
            return next(context);

        var check = users.CheckAsync(
            context.Request.Headers.Authorization, context.Connection.RemoteIpAddress, context.RequestAborted);
        return check.IsCompletedSuccessfully ? GoOnAsync(context, check.Result) : WaitAsync(context, check);
    }

    async Task WaitAsync(HttpContext context, ValueTask<Verdict> check) => await GoOnAsync(context, await check);

    Task GoOnAsync(HttpContext context, Verdict verdict) =>
        verdict.IsAccepted ? next(context) : AnswerAsync(context, verdict);

    static async Task AnswerAsync(HttpContext context, Verdict verdict)
    {
        var response = context.Response;
        var (status, body) = verdict.Wait > TimeSpan.Zero
            ? (StatusCodes.Status429TooManyRequests, TooManyRequests)
            : (StatusCodes.Status401Unauthorized, Unauthorized);
        if (verdict.Wait > TimeSpan.Zero)
            response.Headers.RetryAfter = Math.Ceiling(verdict.Wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        else
            response.Headers.WWWAuthenticate = Challenge;
        response.StatusCode = status;
        response.ContentType = "text/plain; charset=utf-8";
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.BodyWriter.WriteAsync(body, context.RequestAborted);
    }

    // After the handler, so that the operator's headers win. A browser applies both of two content security policies.
    static Task SetHeaders(object state)
    {
        var (headers, configuration) = ((IHeaderDictionary, WebConfiguration))state;
        foreach (var (name, value) in configuration.Headers)
        {
            headers[name] = name == "Content-Security-Policy" && headers[name] is { Count: > 0 } own
                ? StringValues.Concat(own, value)
                : new StringValues(value);
        }
        return Task.CompletedTask;
    }
}
