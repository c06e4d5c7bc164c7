using Wattd.Http.Security.Authentication;
using Wattd.Http.Security.Tls;
using Wattd.Http.Security.Yaml;
using Wattd.Settings;

namespace Wattd.Http.Security;

/// <summary>
/// Reads a web configuration file, whose keys are those of Prometheus' exporter-toolkit:
/// https://github.com/prometheus/exporter-toolkit/blob/master/docs/web-configuration.md
/// </summary>
static class WebConfigurationFile
{
    // A file with a thousand users has 80 KiB.
    const int MostBytes = 256 << 10;
    const string Setting = "web.config.file";

    static readonly string[] Keys = ["tls_server_config", "http_server_config", "basic_auth_users", "rate_limit"];
    static readonly string[] HttpKeys = ["http2", "headers"];
    static readonly string[] RateKeys = ["interval", "burst"];

    /// <summary>Reads the file.</summary>
    /// <exception cref="ConfigurationException">It cannot be read, or something in it is wrong.</exception>
    public static WebConfiguration Read(string path)
    {
        try
        {
            return Parse(path, TextFile.Read(path, MostBytes));
        }
        catch (UnreadableFileException e)
        {
            throw new ConfigurationException([$"{Setting}: {Quoted.Text(path)} {e.Message}{FileRights.Cure(path, e)}"]);
        }
    }

    /// <summary>Parses the text of a file.</summary>
    /// <exception cref="ConfigurationException">Something in it is wrong.</exception>
    public static WebConfiguration Parse(string path, string text)
    {
        var faults = new YamlFaults(path);
        var configuration = new WebConfiguration();
        try
        {
            if (YamlDocument.Parse(text) is not (null or YamlScalar { IsNull: true }) and var value)
                configuration = Read(new YamlSection("", value, Keys, faults), path, faults);
            else
                // A file that is being written can also be empty.
                faults.Add(1, "is empty; to serve without TLS and passwords, remove web.config.file from the settings");
        }
        catch (YamlException e)
        {
            faults.Add(e.Line, Quoted.Plain(e.Message));
        }
        return faults.Lines is { IsEmpty: false } lines ? throw new ConfigurationException(lines) : configuration;
    }

    static WebConfiguration Read(YamlSection file, string path, YamlFaults faults)
    {
        var notes = new List<string>();
        var tls = new TlsSection(file.Section("tls_server_config", TlsSection.Keys), path, notes).Read();
        RefuseWithout(file, "tls_server_config", tls is not null, "certificate", faults);
        var http = file.Section("http_server_config", HttpKeys);
        // "true" is served by HTTP/1.1 all the same: every client accepts that.
        http.Switch("http2", unset: true);
        var users = Users(file.Section("basic_auth_users", keys: null));
        RefuseWithout(file, "basic_auth_users", users.Count > 0, "user", faults);
        return new()
        {
            Tls = tls,
            Headers = HeaderSection.Read(http.Section("headers", HeaderSection.Keys)),
            Users = users,
            RateLimit = Rate(file.Section("rate_limit", RateKeys)),
            Notes = [.. notes],
        };
    }

    // An empty section is a mistake or a truncated file: leaving the section out would be a clear choice.
    static void RefuseWithout(YamlSection file, string key, bool asksForSomething, string part, YamlFaults faults)
    {
        if (file.Has(key) && !asksForSomething && faults.Lines.IsEmpty)
            file.Refuse(key, $" has no {part}; to turn it off, leave the section out");
    }

    static Dictionary<string, BcryptHash> Users(YamlSection section)
    {
        var users = new Dictionary<string, BcryptHash>();
        foreach (var user in section.Keys)
        {
            if (user.Contains(':'))
                section.Refuse(user, " has a colon, which is not allowed in a user name (RFC 7617)");
            else if (BcryptHash.Complaint(section.Text(user) ?? "") is { } complaint)
                section.Refuse(user, $": the password {complaint}");
            else
                users[user] = new BcryptHash(section.Text(user)!);
        }
        return users;
    }

    static RateLimit? Rate(YamlSection section)
    {
        var interval = TimeSpan.Zero;
        if (section.Text("interval") is { } text && !GoDuration.TryParse(text, out interval))
            section.Refuse("interval", $": {Quoted.Text(text)} is not a duration up to 24h, such as 100ms, 1s or 1m30s");
        var burst = 0;
        if (section.Text("burst") is { } number && !int.TryParse(number, out burst))
            section.Refuse("burst", $": {Quoted.Text(number)} is not a whole number");
        if (interval > TimeSpan.Zero && burst < 1)
            section.Refuse("burst", " is less than 1, so no request would be answered; it must be 1 or more");
        return interval > TimeSpan.Zero ? new RateLimit(interval, burst) : null;
    }
}
