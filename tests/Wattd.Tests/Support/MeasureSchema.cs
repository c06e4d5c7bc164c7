using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Wattd.Tests.Support;

/// <summary>
/// The published schema of <c>wattd measure --json</c>. Readers have to ignore properties that they do not know; here each that is
/// not in the schema is an error, so that none is published without its description.
/// </summary>
static class MeasureSchema
{
    static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "measure.schema.json"));

    static readonly JsonSchema Strict = JsonSchema.FromText(Closed(JsonNode.Parse(Text)!).ToJsonString());

    static readonly EvaluationOptions Options = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };

    /// <summary>The schema, as JSON.</summary>
    public static JsonNode Node => JsonNode.Parse(Text)!;

    /// <summary>What is wrong with a report, each with its place; empty if nothing is.</summary>
    public static string[] Errors(string report)
    {
        using var document = JsonDocument.Parse(report);
        var results = Strict.Evaluate(document.RootElement, Options);
        return results.IsValid
            ? []
            : [.. (results.Details ?? []).Where(detail => detail.Errors is not null)
                .SelectMany(detail => detail.Errors!, (detail, error) => $"{detail.InstanceLocation}: {error.Key} {error.Value}")
                .DefaultIfEmpty("the report is not valid")];
    }

    /// <summary>The schema, in which objects have no properties but those that it names.</summary>
    static JsonNode Closed(JsonNode schema)
    {
        foreach (var node in Objects(schema).ToList())
        {
            if (node["properties"] is JsonObject && !node.ContainsKey("additionalProperties"))
                node["additionalProperties"] = false;
        }
        return schema;
    }

    static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject found => found.SelectMany(property => Objects(property.Value)).Prepend(found),
        JsonArray array => array.SelectMany(Objects),
        _ => [],
    };
}
