using System.Collections.Immutable;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Wattd.Http;

namespace Wattd.Daemon;

/// <summary>Answers what only the local socket is asked; the rest is answered as on a port.</summary>
/// <param name="document">What the daemon says about itself.</param>
/// <param name="reload">Reads the settings again; returns what is wrong with them, and what needs a restart.</param>
/// <param name="devices">Has collectors release their device.</param>
/// <param name="next">Answers as on a port.</param>
sealed class LocalRequests(
    DaemonDocument document, Func<Task<(ImmutableArray<string> Faults, ImmutableArray<string> Pending)>> reload, DeviceRequests devices,
    RequestDelegate next)
{
    /// <summary>The path of <see cref="DaemonDocument"/>.</summary>
    public const string DocumentPath = "/daemon.json";

    /// <summary>Asked by POST, it has the settings read again: 200 where they are taken, 409 with the reasons where they are refused.</summary>
    public const string ReloadPath = "/reload";

    /// <summary>Whether a request came on the local socket.</summary>
    public static bool IsFor(HttpContext context) => context.Features.GetRequiredFeature<WebClient>().Endpoint.IsLocal;

    /// <summary>Answers a request of the local socket.</summary>
    public Task HandleAsync(HttpContext context) => (context.Request.Method, context.Request.Path.Value) switch
    {
        ("GET", DocumentPath) => WebHandler.WriteAsync(context, StatusCodes.Status200OK, WebHandler.Json, document.Render()),
        ("POST", ReloadPath) => ReloadAsync(context),
        _ => devices.Answer(context) ?? next(context),
    };

    async Task ReloadAsync(HttpContext context)
    {
        var (faults, pending) = await reload();
        string[] lines = faults.IsEmpty ? [.. pending, pending.IsEmpty ? "The settings are in force." : "The other settings are in force."] : [.. faults];
        await WebHandler.WriteAsync(
            context, faults.IsEmpty ? StatusCodes.Status200OK : StatusCodes.Status409Conflict, WebHandler.Text,
            Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + '\n'))));
    }
}
