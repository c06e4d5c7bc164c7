using System.Net;
using System.Text;

namespace Wattd.Exposition;

/// <summary>The page for people at <c>/</c>: what this is, and the current readings. One document that loads nothing.</summary>
/// <param name="build">The binary.</param>
/// <param name="telemetryPath">Where the metrics are.</param>
/// <param name="simulated">Whether the readings are made up.</param>
/// <param name="readings">Those of every collector that runs.</param>
sealed class HomePage(BuildInfo build, string telemetryPath, bool simulated, IReadOnlyList<IReadings> readings)
{
    /// <summary>The policy it is served with: nothing may be loaded or run but its own style.</summary>
    public const string ContentSecurityPolicy =
        $"default-src 'none'; style-src 'sha256-{StyleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Base64 of the SHA-256 of <see cref="Style"/>.</summary>
    internal const string StyleHash = "GrlcXR2sbSH3dJAXtrPigXp+qIXkDo0jcOzGiDuSuSE=";

    internal const string Style =
        """
        :root{color-scheme:light dark}
        body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
        table{border-collapse:collapse;font-variant-numeric:tabular-nums}
        th,td{padding:.25rem .75rem;text-align:left;border-bottom:1px solid #8886}
        .scroll{overflow-x:auto}
        .simulated{padding:.5rem 1rem;border:2px solid #c60;font-weight:600}
        footer{margin-top:2rem;opacity:.7}
        """;

    /// <summary>Writes the page with the newest readings.</summary>
    public byte[] Render()
    {
        var html = new StringBuilder()
            .Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width\">\n")
            .Append("<title>wattd</title>\n<style>").Append(Style).Append("</style>\n</head>\n<body>\n<h1>wattd</h1>\n");
        if (simulated)
            html.Append("<p class=\"simulated\">Simulated: every reading here is made up, because the setting simulate is on.</p>\n");
        html.Append("<p>CPU and GPU power of this machine for Prometheus: <a href=\"").Append(Encode(telemetryPath))
            .Append("\">metrics</a>, <a href=\"/health\">health</a>.</p>\n");
        foreach (var table in readings.Select(source => source.Table()))
            Append(html, table);
        html.Append("<footer>wattd ").Append(Encode(build.Version)).Append(' ').Append(Encode(build.Revision))
            .Append("</footer>\n</body>\n</html>\n");
        return Encoding.UTF8.GetBytes(html.ToString());
    }

    static void Append(StringBuilder html, ReadingsTable table)
    {
        html.Append("<h2>").Append(Encode(table.Title)).Append("</h2>\n<p>").Append(Encode(table.State)).Append("</p>\n");
        if (table.Rows.Count == 0)
            return;
        html.Append("<div class=\"scroll\"><table>\n");
        AppendRow(html, "th scope=\"col\"", "th", table.Columns);
        foreach (var row in table.Rows)
            AppendRow(html, "td", "td", row);
        html.Append("</table></div>\n");
    }

    static void AppendRow(StringBuilder html, string open, string close, IEnumerable<string> cells)
    {
        html.Append("<tr>");
        foreach (var cell in cells)
            html.Append('<').Append(open).Append('>').Append(Encode(cell)).Append("</").Append(close).Append('>');
        html.Append("</tr>\n");
    }

    static string Encode(string text) => WebUtility.HtmlEncode(text);
}
