using System.Buffers;
using System.Net;
using System.Text;
using Wattd.Metrics.Self;

namespace Wattd.Readings;

/// <summary>
/// The page for people at <c>/</c>: what the whole node draws and does. One document that loads nothing: tables of the
/// newest readings, and a script that shows them as graphs and keeps them up to date from <c>/readings.json</c>. It is rendered
/// once a second at most, however many ask. Safe to use from any thread.
/// </summary>
/// <param name="build">The binary.</param>
/// <param name="telemetryPath">Where the metrics are.</param>
/// <param name="simulated">Whether the readings are made up.</param>
/// <param name="collectors">The readings of every collector that runs.</param>
/// <param name="document">The same as JSON.</param>
/// <param name="time">The monotonic clock.</param>
sealed class HomePage(
    BuildInfo build, string telemetryPath, bool simulated, IReadOnlyList<ICollectorView> collectors, ReadingsDocument document,
    TimeProvider time)
{
    /// <summary>A rendered page is served for so long.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);

    const string Simulated =
        "<p class=\"simulated\">Simulated: every reading here is made up, because the setting simulate is on.</p>\n";

    // What a page of a few GPUs takes.
    const int FirstBuffer = 48 * 1024;

    // A reading that is not known.
    const string Absent = "—";

    readonly Lock _rendering = new();
    // A client may still be reading an old rendering, so each has memory of its own.
    ReadOnlyMemory<byte>? _rendered;
    long _renderedAt;

    /// <summary>The policy it is served with.</summary>
    public static string ContentSecurityPolicy => PageAssets.Instance.Policy;

    /// <summary>The page with the newest readings.</summary>
    public ReadOnlyMemory<byte> Get()
    {
        lock (_rendering)
        {
            if (_rendered is { } page && time.GetElapsedTime(_renderedAt) < MaxAge)
                return page;
            // Read before the readings are: the page is never older than it says.
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
                // All that could end the script element is escaped in it.
                page.Write(document.Get(since: null).Span);
            else if (Fill(piece.Place) is { } text)
                Encoding.UTF8.GetBytes(text, page);
            else
                page.Write(piece.Text.Span);
        }
        return page.WrittenMemory;
    }

    /// <summary>What comes in a place; null for a piece that is none.</summary>
    string? Fill(string place) => place switch
    {
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
                html.Append("<div class=\"scroll\"><table>\n");
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
