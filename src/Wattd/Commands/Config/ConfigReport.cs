using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Wattd.Settings;

namespace Wattd.Commands.Config;

/// <summary><c>wattd config</c>: every setting with its value and its origin.</summary>
/// <param name="settings">The settings.</param>
sealed class ConfigReport(LoadedSettings settings)
{
    const string Default = "default";

    static readonly JsonWriterOptions JsonOptions = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a row for each setting.</summary>
    public void WriteText(TextWriter output)
    {
        var names = settings.Values.Max(value => value.Setting.Name.Length);
        var texts = settings.Values.Max(value => Quoted.OneLine(value.Text).Length);
        foreach (var value in settings.Values)
            output.WriteLine($"{value.Setting.Name.PadRight(names)}  {Quoted.OneLine(value.Text).PadRight(texts)}  {Quoted.OneLine(value.Origin ?? Default)}");
    }

    /// <summary>Writes an object with a property for each setting.</summary>
    public void WriteJson(TextWriter output)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, JsonOptions))
        {
            json.WriteStartObject();
            foreach (var value in settings.Values)
            {
                json.WriteStartObject(value.Setting.Name);
                json.WriteString("value", value.Text);
                json.WriteString("origin", value.Origin);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        output.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
    }
}
