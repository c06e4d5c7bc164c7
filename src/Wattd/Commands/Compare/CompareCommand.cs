using System.Collections.Immutable;
using Wattd.Daemon;

namespace Wattd.Commands.Compare;

/// <summary><c>wattd compare</c>: shows reports of <c>wattd measure --json</c> side by side.</summary>
/// <param name="files">The reports, the first of which the others are compared with.</param>
/// <param name="isJson">Whether the comparison is a JSON object.</param>
/// <param name="output">Gets the comparison.</param>
/// <param name="error">Gets a line for each file that is no report.</param>
sealed class CompareCommand(ImmutableArray<string> files, bool isJson, TextWriter output, TextWriter error)
{
    /// <summary>Compares.</summary>
    /// <returns>0; 1 where a file is no report, and nothing was compared.</returns>
    public int Run()
    {
        var reports = ImmutableArray.CreateBuilder<ComparedReport>();
        foreach (var file in files)
        {
            try
            {
                reports.Add(ReportFile.Read(file));
            }
            catch (ReportFileException e)
            {
                error.WriteLine($"wattd: {e.Message}");
            }
        }
        if (reports.Count < files.Length)
            return ExitCode.Failure;
        var comparison = new Comparison(reports.ToImmutable());
        output.Write(isJson ? CompareJson.Of(comparison) : CompareText.Of(comparison));
        return ExitCode.Success;
    }
}
