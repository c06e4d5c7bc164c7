using System.Text;

namespace Wattd.Collectors.Gpu.NvidiaSmi;

/// <summary>What one run of nvidia-smi left.</summary>
/// <param name="Stdout">What it printed, owned by this record.</param>
/// <param name="Stderr">What it complained.</param>
/// <param name="ExitCode">Its exit code; 128 + N where signal N ended it, as a shell says it.</param>
sealed record NvidiaSmiOutput(OutputBuffer Stdout, string Stderr, int ExitCode) : IDisposable
{
    const int LongestText = 16 * 1024;

    /// <summary>Everything it said apart from a document: what came before one on stdout, then stderr.</summary>
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
