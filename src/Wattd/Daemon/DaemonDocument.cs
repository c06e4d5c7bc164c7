using System.Text.Json;
using Wattd.Http;
using Wattd.Http.Security;
using Wattd.Metrics.Self;
using Wattd.Settings;

namespace Wattd.Daemon;

/// <summary>What the daemon says about itself on its local socket: what it serves where, and the settings in force.</summary>
/// <param name="build">The binary.</param>
/// <param name="endpoints">What it serves.</param>
/// <param name="settings">The settings in force.</param>
/// <param name="security">The web configuration in force; null for none.</param>
/// <param name="reload">Whether the last reload was taken.</param>
sealed class DaemonDocument(
    BuildInfo build, IReadOnlyList<WebEndpoint> endpoints, Func<IEnumerable<SettingValue>> settings, WebSecurity? security,
    ReloadStatus reload)
{
    /// <summary>The document, as JSON.</summary>
    public byte[] Render()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("version", build.Version);
            json.WriteNumber("pid", Environment.ProcessId);
            WriteEndpoints(json);
            WriteSecurity(json);
            WriteSettings(json);
            json.WriteStartArray("refused");
            foreach (var fault in reload.Faults)
                json.WriteStringValue(fault);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    void WriteEndpoints(Utf8JsonWriter json)
    {
        json.WriteStartArray("endpoints");
        foreach (var endpoint in endpoints)
        {
            json.WriteStartObject();
            json.WriteNumber("port", endpoint.Port);
            json.WriteStartArray("collectors");
            foreach (var name in endpoint.Names)
                json.WriteStringValue(name);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    void WriteSecurity(Utf8JsonWriter json)
    {
        var state = security?.Current;
        json.WriteBoolean("tls", state?.Tls is not null);
        json.WriteNumber("users", state?.Configuration.Users.Count ?? 0);
    }

    void WriteSettings(Utf8JsonWriter json)
    {
        json.WriteStartObject("settings");
        foreach (var value in settings())
            json.WriteString(value.Setting.Name, value.Text);
        json.WriteEndObject();
    }
}
