using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Wattd.Collectors;
using Wattd.Http;

namespace Wattd.Daemon;

/// <summary>Has collectors release their device, and use it again, as <c>wattd release</c> and <c>wattd resume</c> ask on the local socket.</summary>
/// <param name="collectors">The running collectors.</param>
sealed class DeviceRequests(IReadOnlyList<Collector> collectors)
{
    const string ReleaseStart = "/release/", ResumeStart = "/resume/", SecondsStart = "?seconds=";

    /// <summary>The longest release: a day.</summary>
    public static readonly TimeSpan LongestRelease = TimeSpan.FromHours(24);

    /// <summary>The request that releases the device of a collector: 200 where it was released, 409 where it could not be.</summary>
    public static string ReleasePath(string collector, TimeSpan limit) =>
        string.Create(CultureInfo.InvariantCulture, $"{ReleaseStart}{collector}{SecondsStart}{limit.TotalSeconds:0}");

    /// <summary>The request to use it again.</summary>
    public static string ResumePath(string collector) => ResumeStart + collector;

    /// <summary>Answers one of these requests; null for any other.</summary>
    public Task? Answer(HttpContext context) => context.Request is { Method: "POST", Path.Value: { } path, QueryString: var query }
        ? path.StartsWith(ReleaseStart, StringComparison.Ordinal) ? ReleaseAsync(context, path[ReleaseStart.Length..], query.Value ?? "")
            : path.StartsWith(ResumeStart, StringComparison.Ordinal) ? AskAsync(context, path[ResumeStart.Length..], device => device.Resume())
            : null
        : null;

    Task ReleaseAsync(HttpContext context, string name, string query) =>
        query.StartsWith(SecondsStart, StringComparison.Ordinal)
            && int.TryParse(query.AsSpan(SecondsStart.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds > 0 && seconds <= LongestRelease.TotalSeconds
            ? AskAsync(context, name, device => device.Release(TimeSpan.FromSeconds(seconds)))
            : WriteAsync(context, StatusCodes.Status400BadRequest,
                $"wattd: a release needs {SecondsStart}SECONDS, from 1 to {LongestRelease.TotalSeconds.ToString(CultureInfo.InvariantCulture)}");

    async Task AskAsync(HttpContext context, string name, Func<IReleasable, ReleaseResult> ask)
    {
        if (collectors.FirstOrDefault(collector => collector.Name == name)?.Release is not { } device)
        {
            await WriteAsync(context, StatusCodes.Status409Conflict,
                $"wattd: the running daemon has no {name} collector that can release its device: see '{name}' in its settings ('wattd config')");
            return;
        }
        // It may wait for a call into the driver: not on the thread of the sockets.
        var result = await Task.Run(() => ask(device));
        await WriteAsync(context, result.IsDone ? StatusCodes.Status200OK : StatusCodes.Status409Conflict, result.Line);
    }

    static Task WriteAsync(HttpContext context, int status, string line) =>
        WebHandler.WriteAsync(context, status, WebHandler.Text, Encoding.UTF8.GetBytes(line + '\n'));
}
