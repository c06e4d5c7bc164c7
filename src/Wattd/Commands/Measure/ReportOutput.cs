using System.Text;
using Wattd.Commands.Measure.Report;
using Wattd.Linux;
using Wattd.Settings;

namespace Wattd.Commands.Measure;

/// <summary>Where the report goes. A file is opened before the command starts, so that a long run is not measured in vain.</summary>
sealed class ReportOutput : IDisposable
{
    readonly FileStream? _file;
    readonly bool _isJson;

    ReportOutput(FileStream? file, bool isJson) => (_file, _isJson) = (file, isJson);

    /// <summary>Opens the output.</summary>
    /// <param name="path">The file; null for standard error.</param>
    /// <param name="isJson">Whether the report is JSON.</param>
    /// <returns>Null where it cannot be opened, which is said on standard error.</returns>
    public static ReportOutput? Open(string? path, bool isJson)
    {
        try
        {
            // Its content stays until there is a report.
            return new ReportOutput(path is null ? null : new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0), isJson);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            StandardError.Write($"wattd: --output: {Quoted.Text(path!)} cannot be written, so the command was not started: {e.Message}\n");
            return null;
        }
    }

    /// <summary>Writes the report; to standard error where the file does not take it.</summary>
    public void Write(MeasureReport report)
    {
        using var text = new MemoryStream();
        if (_isJson)
            MeasureJson.Write(report, text);
        else
            text.Write(Encoding.UTF8.GetBytes(MeasureText.Of(report)));
        try
        {
            if (_file is not null)
            {
                _file.Write(text.GetBuffer(), 0, (int)text.Length);
                // Neither a pipe nor a device has a length to set.
                if (_file.CanSeek && _file.Length > text.Length)
                    _file.SetLength(text.Length);
                return;
            }
        }
        catch (IOException e)
        {
            StandardError.Write($"wattd: --output: {Quoted.Text(_file!.Name)} does not take the report: {e.Message}\n");
        }
        // Where that fails too, there is nobody to tell, and the exit code is still the command's.
        _ = StandardError.Write(text.GetBuffer().AsSpan(0, (int)text.Length));
    }

    public void Dispose() => _file?.Dispose();
}
