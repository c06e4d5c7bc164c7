using Wattd.Http.Security.Yaml;
using Wattd.Settings;

namespace Wattd.Http.Security;

/// <summary>Reads <c>headers</c> of <c>http_server_config</c>: the allowed headers and their values.</summary>
static class HeaderSection
{
    static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Content-Security-Policy"] = [],
        ["X-Frame-Options"] = ["deny", "sameorigin"],
        ["X-Content-Type-Options"] = ["nosniff"],
        ["X-XSS-Protection"] = [],
        ["Strict-Transport-Security"] = [],
    };

    public static readonly IReadOnlyList<string> Keys = [.. Allowed.Keys];

    public static Dictionary<string, string> Read(YamlSection section)
    {
        var headers = new Dictionary<string, string>();
        foreach (var name in section.Keys)
        {
            if (section.Text(name) is not { } value)
                continue;
            if (Allowed[name] is { Length: > 0 } values && !values.Contains(value))
                section.Refuse(name, $": {Quoted.Text(value)} is not {string.Join(" or ", values)}");
            else if (!value.All(letter => letter is >= ' ' and <= '~'))
                section.Refuse(name,
                    $": {Quoted.Text(value)} has characters that are not allowed in a header; use ASCII on one line");
            else
                headers.Add(name, value);
        }
        return headers;
    }
}
