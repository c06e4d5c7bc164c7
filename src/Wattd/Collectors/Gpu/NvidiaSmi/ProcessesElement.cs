using System.Collections.Immutable;
using System.Globalization;
using Wattd.Collectors.Gpu.Processes;

namespace Wattd.Collectors.Gpu.NvidiaSmi;

/// <summary>The list of processes of a GPU, reduced to their pids and memory: their owners choose their names.</summary>
static class ProcessesElement
{
    /// <summary>The most processes of a GPU: documents of 64 GPUs stay within the limits of <see cref="ElementReader"/>.</summary>
    const int MostProcesses = 128;

    const int LongestPid = 10, LongestAmount = 32;

    /// <summary>
    /// Replaces the content of the list by an element <c>process</c> for each, with its pid as <c>id</c> and its memory
    /// as text. A name can look like another process, if nvidia-smi prints it unescaped, but not like anything else.
    /// </summary>
    public static void Reduce(Span<byte> list)
    {
        // A text, such as N/A.
        if (!list.ContainsAny("<>&"u8))
            return;
        // What is written is shorter than what it is read from, so it never overtakes the reading.
        var (written, read) = (0, 0);
        for (var i = 0; i < MostProcesses && Next(list[read..]) is { } process; i++)
        {
            var one = list[read..][process];
            read += process.End.Value;
            var pid = Between(one, "<pid>"u8, one.IndexOf("<pid>"u8), "</pid>"u8);
            if (pid.Length is 0 or > LongestPid || pid.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
                continue;
            var amount = Between(one, "<used_memory>"u8, one.LastIndexOf("<used_memory>"u8), "</used_memory>"u8);
            if (amount.Length > LongestAmount || amount.ContainsAny("<>&"u8))
                amount = [];
            Write(list, "<process id=\""u8, ref written);
            Write(list, pid, ref written);
            Write(list, "\">"u8, ref written);
            Write(list, amount, ref written);
            Write(list, "</process>"u8, ref written);
        }
        list[written..].Fill((byte)' ');
    }

    /// <summary>The processes by pid, of a list that was reduced; null if there is none, or a text such as <c>N/A</c>.</summary>
    public static ImmutableArray<GpuProcess>? Read(Element? list)
    {
        if (list is null || (list.Children.Count == 0 && list.Text.Length > 0))
            return null;
        var table = new ProcessTable();
        foreach (var process in list.Children)
        {
            if (uint.TryParse(process.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && pid > 0)
                table.AddMemory(1, pid, Measure.Bytes(process));
        }
        return table.Processes(hasUse: false, last: []);
    }

    static Range? Next(ReadOnlySpan<byte> list)
    {
        if (list.IndexOf("<process_info>"u8) is not (>= 0 and var start))
            return null;
        return list[start..].IndexOf("</process_info>"u8) is >= 0 and var length ? start..(start + length) : null;
    }

    /// <summary>What is between an opening tag, which is at a place, and the closing one; empty if one of them is missing.</summary>
    static ReadOnlySpan<byte> Between(ReadOnlySpan<byte> process, ReadOnlySpan<byte> opening, int at, ReadOnlySpan<byte> closing)
    {
        if (at < 0)
            return [];
        var rest = process[(at + opening.Length)..];
        return rest.IndexOf(closing) is >= 0 and var length ? rest[..length] : [];
    }

    static void Write(Span<byte> list, ReadOnlySpan<byte> text, ref int written)
    {
        text.CopyTo(list[written..]);
        written += text.Length;
    }
}
