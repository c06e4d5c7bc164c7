using System.Buffers;
using System.Net;
using System.Text;
using Wattd.Metrics.Self;

namespace Wattd.Readings;

/// <summary>
/// The status page at <c>/</c>: power and utilization of the whole node. One self-contained document: tables of the
/// newest readings, and a script that shows them as graphs and keeps them up to date from <c>/readings.json</c>. It is rendered
/// at most once a second, for any number of clients. Safe to use from any thread.
/// </summary>
/// <param name="build">The binary.</param>
/// <param name="telemetryPath">Where the metrics are.</param>
/// <param name="simulated">Whether the readings are simulated.</param>
/// <param name="collectors">The readings of every collector that runs.</param>
/// <param name="document">The same as JSON.</param>
/// <param name="time">The monotonic clock.</param>
sealed class HomePage(
    BuildInfo build, string telemetryPath, bool simulated, IReadOnlyList<ICollectorView> collectors, ReadingsDocument document,
    TimeProvider time)
{
    /// <summary>How long a rendered page is served.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);

    const string Simulated =
        "<p class=\"simulated\">Simulated: no reading is measured, because the setting simulate is on.</p>\n";

    // The size of a page for a few GPUs.
    const int FirstBuffer = 48 * 1024;

    // An unknown reading.
    const string Absent = "—";

    readonly Lock _rendering = new();
    // A client may still be reading an old rendering, so each has its own memory.
    ReadOnlyMemory<byte>? _rendered;
    long _renderedAt;

    /// <summary>The content security policy of the page.</summary>
    public static string ContentSecurityPolicy => PageAssets.Instance.Policy;

    /// <summary>The page with the newest readings.</summary>
    public ReadOnlyMemory<byte> Get()
    {
        lock (_rendering)
        {
            if (_rendered is { } page && time.GetElapsedTime(_renderedAt) < MaxAge)
                return page;
            // Taken before the readings: the page is never older than this time.
            _renderedAt = time.GetTimestamp();
            page = Render();
            _rendered = page;
            return page;
        }
    }

    ReadOnlyMemory<byte> Render()
    {
        var page = new ArrayBufferWriter<byte>(FirstBuffer);
        foreach (var piece in PageAssets.Instance.Pieces)
        {
            if (piece.Place == "{readings}")
                // Everything that could end the script element is escaped.
                page.Write(document.Get(since: null).Span);
            else if (Fill(piece.Place) is { } text)
                Encoding.UTF8.GetBytes(text, page);
            else
                page.Write(piece.Text.Span);
        }
        return page.WrittenMemory;
    }

    /// <summary>The content of a place; null for a piece that is not a place.</summary>
    string? Fill(string place) => place switch
    {
        "{host}" => Encode(document.Host),
        "{metrics}" => Encode($".{telemetryPath}"),
        "{banner}" => simulated ? Simulated : "",
        "{tables}" => Tables(),
        "{version}" => Encode(build.Version),
        "{revision}" => Encode(build.Revision),
        _ => null,
    };

    string Tables()
    {
        var html = new StringBuilder();
        foreach (var table in collectors.Select(collector => collector.Table()))
        {
            html.Append("<section>\n<h2>").Append(Encode(table.Title)).Append("</h2>\n<p>").Append(Encode(table.State)).Append("</p>\n");
            if (table.Rows.Count > 0)
            {
                html.Append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"").Append(Encode(table.Title)).Append("\"><table>\n");
                AppendRow(html, "th scope=\"col\"", "th", table.Columns);
                foreach (var row in table.Rows)
                    AppendRow(html, "td", "td", row);
                html.Append("</table></div>\n");
            }
            html.Append("</section>\n");
        }
        return html.ToString();
    }

    static void AppendRow(StringBuilder html, string open, string close, IEnumerable<string> cells)
    {
        html.Append("<tr>");
        foreach (var cell in cells)
            html.Append('<').Append(open).Append('>').Append(cell.Length > 0 ? Encode(cell) : Absent).Append("</").Append(close).Append('>');
        html.Append("</tr>\n");
    }

    static string Encode(string text) => WebUtility.HtmlEncode(text);
}
