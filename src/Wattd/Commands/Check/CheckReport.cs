using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Wattd.Collectors;
using Wattd.Settings;

namespace Wattd.Commands.Check;

/// <summary>The results of <c>wattd check</c>, as text or as JSON.</summary>
/// <param name="version">The version of wattd.</param>
/// <param name="results">The results of the probes.</param>
sealed class CheckReport(string version, IReadOnlyList<ProbeResult> results)
{
    /// <summary>
    /// The property <c>schema</c> of the JSON object. It changes when a property is renamed, removed or changes its
    /// meaning; new properties do not change it.
    /// </summary>
    const int Schema = 1;

    const string Reset = "\e[0m";

    // The report is never part of a web page: quotes in a command stay as typed.
    static readonly JsonWriterOptions JsonOptions = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>0 if all is well, 1 if something wanted is missing.</summary>
    public int ExitCode => results.All(result => result.IsWell) ? Daemon.ExitCode.Success : Daemon.ExitCode.Failure;

    /// <summary>Writes a row for each result, and under it the command that fixes it.</summary>
    public void WriteText(TextWriter output, bool colour)
    {
        var names = results.Select(result => result.Name.Length).DefaultIfEmpty().Max();
        var indent = new string(' ', StateWidth + 2 + names + 2);
        foreach (var result in results)
        {
            var state = Name(result.Outcome).PadRight(StateWidth);
            var shown = colour ? Colour(result) + state + Reset : state;
            output.WriteLine($"{shown}  {result.Name.PadRight(names)}  {Quoted.OneLine(result.Line)}");
            if (result.Cure is not null)
                output.WriteLine($"{indent}{result.Cure}");
        }
        var unwell = results.Count(result => !result.IsWell);
        output.WriteLine(unwell == 0 ? "all well" : $"{unwell} of {results.Count} not well");
    }

    /// <summary>Writes one JSON object, as described in docs/commands.md.</summary>
    public void WriteJson(TextWriter output)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, JsonOptions))
        {
            json.WriteStartObject();
            json.WriteNumber("schema", Schema);
            json.WriteString("version", version);
            json.WriteBoolean("well", ExitCode == Daemon.ExitCode.Success);
            json.WriteStartArray("results");
            foreach (var result in results)
            {
                json.WriteStartObject();
                json.WriteString("name", result.Name);
                json.WriteString("state", Name(result.Outcome));
                json.WriteBoolean("wanted", result.Wanted);
                json.WriteBoolean("well", result.IsWell);
                json.WriteString("line", result.Line);
                json.WriteString("cure", result.Cure);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        output.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
    }

    static int StateWidth { get; } = Enum.GetValues<ProbeOutcome>().Max(state => Name(state).Length);

    static string Name(ProbeOutcome state) => state switch
    {
        ProbeOutcome.Ok => "ok",
        ProbeOutcome.Off => "off",
        ProbeOutcome.Missing => "missing",
        ProbeOutcome.Denied => "denied",
        ProbeOutcome.Failed => "failed",
        ProbeOutcome.Warning => "warn",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    // Green, yellow for what is not wanted, red.
    static string Colour(ProbeResult result) =>
        result.Outcome is ProbeOutcome.Ok or ProbeOutcome.Off ? "\e[32m" : result.IsWell ? "\e[33m" : "\e[31m";
}
