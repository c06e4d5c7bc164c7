using System.Text;

namespace Wattd.Collectors.Gpu.NvidiaSmi;

/// <summary>
/// Finds a document in what nvidia-smi printed and makes its bytes fit for an XML reader. What nothing reads is blanked
/// out: the names of processes, which are in it as their owners chose them, with whatever bytes, and the lists that
/// make up most of it.
/// </summary>
static class DocumentBytes
{
    const int LongestTag = 4096;

    static ReadOnlySpan<byte> Opening => "<nvidia_smi_log"u8;
    static ReadOnlySpan<byte> Closing => "</nvidia_smi_log>"u8;

    /// <summary>Where the first root element begins, behind any text, declaration and DOCTYPE; negative where none does.</summary>
    public static int IndexOfRoot(ReadOnlySpan<byte> output) => output.IndexOf(Opening);

    /// <summary>The first document's root element, whole; empty where its end is missing.</summary>
    public static Span<byte> Root(Span<byte> output)
    {
        var root = output[IndexOfRoot(output)..];
        var end = root.IndexOf(Closing);
        return end < 0 ? [] : root[..(end + Closing.Length)];
    }

    /// <summary>Whether some tag is longer than any of nvidia-smi's: such a document is not its own, and costs memory.</summary>
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

    /// <summary>Blanks what nothing reads, and puts <c>?</c> for every byte that may not stand in an XML document.</summary>
    public static void Sanitise(Span<byte> document)
    {
        BlankProcesses(document);
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
    /// Blanks each GPU's list of processes up to the last end of a list before the end of the GPU: a name in it, should
    /// nvidia-smi print it as it is, may look like the end of the list and like elements behind it.
    /// </summary>
    static void BlankProcesses(Span<byte> document)
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
            document[..last].Fill((byte)' ');
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
