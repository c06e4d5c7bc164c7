using System.Text.Json;

namespace Wattd.Commands.Client;

/// <summary>Reads properties that may be absent.</summary>
static class JsonReadings
{
    /// <summary>The number; null where there is none.</summary>
    public static double? Number(this JsonElement json, string name) =>
        json.Child(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number) ? number : null;

    /// <summary>The text, safe for a terminal; empty where there is none.</summary>
    public static string Text(this JsonElement json, string name) =>
        json.Child(name) is { ValueKind: JsonValueKind.String } value ? PlainText.Of(value.GetString() ?? "") : "";

    /// <summary>Whether it is true.</summary>
    public static bool Flag(this JsonElement json, string name) => json.Child(name) is { ValueKind: JsonValueKind.True };

    /// <summary>The items of an array; none where it is absent.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement json, string name) =>
        json.Child(name) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : [];

    /// <summary>The object; null where it is absent.</summary>
    public static JsonElement? Object(this JsonElement json, string name) =>
        json.Child(name) is { ValueKind: JsonValueKind.Object } child ? child : null;

    static JsonElement? Child(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var child) ? child : null;
}
