using System.Collections.Immutable;
using System.Text.Json;
using Wattd.Commands.Measure.Report;
using Wattd.Settings;

namespace Wattd.Commands.Compare;

/// <summary>Reads a report of <c>wattd measure --json</c>, by the schema docs/measure.schema.json.</summary>
static class ReportFile
{
    // A report of the most runs on the largest node is a hundredth of this.
    const int MostBytes = 1 << 28;

    const string Cure = "write one with 'wattd measure --json --output FILE -- COMMAND'";

    /// <summary>Reads one; a pipe is read to its end.</summary>
    /// <exception cref="ReportFileException">It cannot be read, or is no report.</exception>
    public static ComparedReport Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(Content(path), new JsonDocumentOptions { AllowDuplicateProperties = false });
            return Of(path, document.RootElement);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ReportFileException(path, $"does not exist; {Cure}");
        }
        catch (JsonException e)
        {
            throw new ReportFileException(path, $"is not JSON{(e.LineNumber is { } line ? $" (line {line + 1})" : "")}; {Cure}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ReportFileException(path, $"cannot be read: {Quoted.Plain(e.Message)}");
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or FormatException or OverflowException)
        {
            // A property is absent, or of another type.
            throw new ReportFileException(path, $"is not a report of wattd measure; {Cure}");
        }
    }

    static ReadOnlyMemory<byte> Content(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var content = new MemoryStream();
        var piece = new byte[64 * 1024];
        while (file.Read(piece) is var count and > 0)
        {
            content.Write(piece.AsSpan(0, count));
            if (content.Length > MostBytes)
                throw new ReportFileException(path, $"is larger than any report of wattd measure; {Cure}");
        }
        return content.GetBuffer().AsMemory(0, (int)content.Length);
    }

    static ComparedReport Of(string path, JsonElement report)
    {
        var schema = report.GetProperty("schema").GetInt32();
        var version = report.GetProperty("version").GetString()!;
        if (schema != MeasureReport.Schema)
        {
            throw new ReportFileException(path,
                $"has schema {schema}, and this wattd reads schema {MeasureReport.Schema}; compare it with wattd {Quoted.Plain(version)}, which wrote it");
        }
        JsonElement[] runs = [.. report.GetProperty("runs").EnumerateArray()];
        JsonElement[] succeeded = [.. runs.Where(run => run.GetProperty("exit_code").GetInt32() == 0)];
        // As in MeasureReport.Averaged.
        var averaged = succeeded.Length > 0 ? succeeded : runs;
        return new ComparedReport(path)
        {
            Version = version,
            IsSimulated = report.GetProperty("simulated").GetBoolean(),
            Command = [.. Texts(report.GetProperty("command"))],
            Sources = [.. report.GetProperty("sources").EnumerateObject().Select(source => (source.Name, source.Value.GetString()!))],
            IdleWatts = report.TryGetProperty("idle", out var idle) ? Finite(idle.GetProperty("watts")) : null,
            Runs = runs.Length,
            FailedRuns = runs.Length - succeeded.Length,
            Covers = [.. CoveredByAll(averaged)],
            Frames = Figure.Of(averaged.Select(Frames))?.Mean,
            Figures = report.GetProperty("figures").EnumerateObject().ToDictionary(figure => figure.Name, figure => FigureOf(figure.Value)),
        };
    }

    static IEnumerable<string> CoveredByAll(JsonElement[] runs)
    {
        string[][] covers = [.. runs.Select(run => run.TryGetProperty("measured", out var measured) ? Texts(measured.GetProperty("covers")).ToArray() : [])];
        return covers.Length == 0 ? [] : covers[0].Where(kind => covers.All(other => other.Contains(kind)));
    }

    static double? Frames(JsonElement run) =>
        run.TryGetProperty("video", out var video) && video.TryGetProperty("frames", out var frames) ? frames.GetInt64() : null;

    static Figure FigureOf(JsonElement figure) => new(
        Finite(figure.GetProperty("mean")),
        figure.TryGetProperty("stddev", out var deviation) ? Finite(deviation) : null,
        figure.GetProperty("runs").GetInt32());

    // 1e999 is a number in JSON.
    static double Finite(JsonElement number) => number.GetDouble() is var value && double.IsFinite(value) ? value : throw new OverflowException();

    static IEnumerable<string> Texts(JsonElement array) => array.EnumerateArray().Select(text => text.GetString()!);
}

/// <summary>A file is no report; the message names it and the cure.</summary>
sealed class ReportFileException(string path, string problem) : Exception($"{Quoted.Text(path)} {problem}");
