using System.Text;

namespace Wattd.Collectors.Gpu.NvidiaSmi;

/// <summary>
/// Finds the document in the output of nvidia-smi and makes its bytes valid for an XML reader. Unused parts are
/// blanked: the names of processes, which their owners chose and which may contain any bytes, and the lists that make
/// up most of it.
/// </summary>
static class DocumentBytes
{
    const int LongestTag = 4096;

    static ReadOnlySpan<byte> Opening => "<nvidia_smi_log"u8;
    static ReadOnlySpan<byte> Closing => "</nvidia_smi_log>"u8;

    /// <summary>
    /// The start of the first root element, after any text, declaration and DOCTYPE; negative if there is none.
    /// </summary>
    public static int IndexOfRoot(ReadOnlySpan<byte> output) => output.IndexOf(Opening);

    /// <summary>The first document's whole root element; empty if its end is missing.</summary>
    public static Span<byte> Root(Span<byte> output)
    {
        var root = output[IndexOfRoot(output)..];
        var end = root.IndexOf(Closing);
        return end < 0 ? [] : root[..(end + Closing.Length)];
    }

    /// <summary>Whether a tag is longer than any of nvidia-smi's: such a document is not from it, and costs memory.</summary>
    public static bool HasOverlongTag(ReadOnlySpan<byte> document)
    {
        while (document.IndexOf((byte)'<') is var start and >= 0)
        {
            document = document[start..];
            var length = document.IndexOf((byte)'>');
            if (length is < 0 or > LongestTag)
                return true;
            document = document[length..];
        }
        return false;
    }

    /// <summary>Blanks unused parts, and writes <c>?</c> for every byte that is not allowed in an XML document.</summary>
    public static void Sanitise(Span<byte> document)
    {
        ReduceProcesses(document);
        Blank(document, "<accounted_processes>"u8, "</accounted_processes>"u8);
        Blank(document, "<supported_clocks>"u8, "</supported_clocks>"u8);
        for (var i = 0; i < document.Length;)
        {
            if (document[i] is (>= 0x20 and < 0x80) or (byte)'\t' or (byte)'\n' or (byte)'\r')
            {
                i++;
                continue;
            }
            var isScalar = Rune.DecodeFromUtf8(document[i..], out var rune, out var length) == System.Buffers.OperationStatus.Done;
            if (!isScalar || rune.Value is < 0x20 or 0xfffe or 0xffff)
                document.Slice(i, length).Fill((byte)'?');
            i += length;
        }
    }

    /// <summary>
    /// Reduces each GPU's list of processes up to the last end of a list before the end of the GPU: a process name, if
    /// nvidia-smi prints it unescaped, may look like the end of the list and like elements after it.
    /// </summary>
    static void ReduceProcesses(Span<byte> document)
    {
        var opening = "<processes>"u8;
        var closing = "</processes>"u8;
        while (document.IndexOf(opening) is var start and >= 0)
        {
            document = document[(start + opening.Length)..];
            var first = document.IndexOf(closing);
            if (first < 0)
                return;
            // A name may look like the end of the GPU as well; the list ends before the real one.
            var gpu = document[first..].IndexOf("</gpu>"u8);
            var last = gpu < 0 ? first : document[..(first + gpu)].LastIndexOf(closing);
            ProcessesElement.Reduce(document[..last]);
            document = document[(last + closing.Length)..];
        }
    }

    static void Blank(Span<byte> document, ReadOnlySpan<byte> opening, ReadOnlySpan<byte> closing)
    {
        while (document.IndexOf(opening) is var start and >= 0)
        {
            document = document[(start + opening.Length)..];
            var length = document.IndexOf(closing);
            if (length < 0)
                return;
            document[..length].Fill((byte)' ');
            document = document[(length + closing.Length)..];
        }
    }
}
