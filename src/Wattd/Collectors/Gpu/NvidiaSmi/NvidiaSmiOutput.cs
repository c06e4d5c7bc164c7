using System.Text;

namespace Wattd.Collectors.Gpu.NvidiaSmi;

/// <summary>The result of one run of nvidia-smi.</summary>
/// <param name="Stdout">Its standard output, owned by this record.</param>
/// <param name="Stderr">Its standard error.</param>
/// <param name="ExitCode">Its exit code; 128 + N if signal N ended it, as in a shell.</param>
sealed record NvidiaSmiOutput(OutputBuffer Stdout, string Stderr, int ExitCode) : IDisposable
{
    const int LongestText = 16 * 1024;

    /// <summary>All text apart from the document: what precedes it on stdout, then stderr.</summary>
    public string Text
    {
        get
        {
            var stdout = Stdout.Span;
            var document = DocumentBytes.IndexOfRoot(stdout);
            var text = document < 0 ? stdout : stdout[..document];
            return Encoding.UTF8.GetString(text[..Math.Min(text.Length, LongestText)]) + "\n" + Stderr;
        }
    }

    public void Dispose() => Stdout.Dispose();
}
