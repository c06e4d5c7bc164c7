using System.Text;
using System.Text.Json;

namespace Wattd.Cli.Check;

/// <summary>Writes what <c>wattd check</c> found, for people or for programs.</summary>
static class CheckReport
{
    const string Reset = "\e[0m";

    /// <summary>0 where all is well, 1 where something wanted is missing.</summary>
    public static int ExitCode(IEnumerable<CheckResult> results) => results.All(result => result.IsWell) ? 0 : 1;

    /// <summary>Writes a row for each result, and under it the command that mends it.</summary>
    public static void WriteText(TextWriter output, IReadOnlyList<CheckResult> results, bool colour)
    {
        var names = results.Select(result => result.Name.Length).DefaultIfEmpty().Max();
        var indent = new string(' ', StateWidth + 2 + names + 2);
        foreach (var result in results)
        {
            var state = Name(result.State).PadRight(StateWidth);
            var shown = colour ? Colour(result) + state + Reset : state;
            output.WriteLine($"{shown}  {result.Name.PadRight(names)}  {result.Line}");
            if (result.Cure is not null)
                output.WriteLine($"{indent}{result.Cure}");
        }
        var unwell = results.Count(result => !result.IsWell);
        output.WriteLine(unwell == 0 ? "all well" : $"{unwell} of {results.Count} not well");
    }

    /// <summary>Writes one JSON object: <c>well</c>, and <c>results</c> with name, state, line, cure and wanted.</summary>
    public static void WriteJson(TextWriter output, IReadOnlyList<CheckResult> results)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteBoolean("well", ExitCode(results) == 0);
            json.WriteStartArray("results");
            foreach (var result in results)
            {
                json.WriteStartObject();
                json.WriteString("name", result.Name);
                json.WriteString("state", Name(result.State));
                json.WriteString("line", result.Line);
                json.WriteString("cure", result.Cure);
                json.WriteBoolean("wanted", result.Wanted);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        output.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
    }

    static int StateWidth { get; } = Enum.GetValues<CheckState>().Max(state => Name(state).Length);

    static string Name(CheckState state) => state switch
    {
        CheckState.Ok => "ok",
        CheckState.Off => "off",
        CheckState.Missing => "missing",
        CheckState.Denied => "denied",
        CheckState.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    // Green, yellow for what is not wanted, red.
    static string Colour(CheckResult result) =>
        result.State is CheckState.Ok or CheckState.Off ? "\e[32m" : result.IsWell ? "\e[33m" : "\e[31m";
}
