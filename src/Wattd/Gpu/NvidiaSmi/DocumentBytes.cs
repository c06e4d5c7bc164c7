using System.Text;

namespace Wattd.Gpu.NvidiaSmi;

/// <summary>
/// Finds a document in what nvidia-smi printed and makes its bytes fit for an XML reader. The names of processes are in
/// it as their owners chose them, with whatever bytes: they are blanked out, for nothing reads them.
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

    /// <summary>Blanks the names of processes, and puts <c>?</c> for every byte that may not stand in an XML document.</summary>
    public static void Sanitise(Span<byte> document)
    {
        BlankProcessNames(document);
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

    static void BlankProcessNames(Span<byte> document)
    {
        while (document.IndexOf("<process_name>"u8) is var start and >= 0)
        {
            document = document[(start + "<process_name>"u8.Length)..];
            var length = document.IndexOf("</process_name>"u8);
            if (length < 0)
                return;
            document[..length].Fill((byte)' ');
            document = document[length..];
        }
    }
}
