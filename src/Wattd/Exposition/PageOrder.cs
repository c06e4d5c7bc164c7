using System.Buffers;

namespace Wattd.Exposition;

/// <summary>
/// Puts a rendered page into one order for good: families by name, series by their labels. prometheus-net keeps both in
/// hash tables, whose order differs from process to process. Families without a series are left out.
/// </summary>
sealed class PageOrder : IComparer<PageOrder.Line>
{
    readonly List<Family> _families = [];
    readonly List<Line> _lines = [];
    byte[] _page = [];

    // Where each family of the last page came: the next page mostly has the same, and to see that is cheaper than to sort.
    int[] _places = [];

    /// <summary>Writes the page in order.</summary>
    /// <param name="page">The array that holds the page as prometheus-net wrote it, in either format.</param>
    /// <param name="length">The page's length.</param>
    /// <param name="output">Where to.</param>
    public void Write(byte[] page, int length, IBufferWriter<byte> output)
    {
        _page = page;
        _families.Clear();
        _lines.Clear();
        var end = Split(length);

        if (!IsInOrder(_places))
            _places = InOrder();
        foreach (var place in _places)
        {
            var family = _families[place];
            if (family.Lines == 0)
                continue;
            output.Write(page.AsSpan(family.Header));
            if (family.Lines > 1)
                _lines.Sort(family.FirstLine, family.Lines, this);
            for (var i = 0; i < family.Lines; i++)
                output.Write(page.AsSpan(_lines[family.FirstLine + i].Text));
        }
        output.Write(page.AsSpan(end));
    }

    bool IsInOrder(int[] places)
    {
        if (places.Length != _families.Count)
            return false;
        for (var i = 1; i < places.Length; i++)
        {
            if (CompareNames(places[i - 1], places[i]) >= 0)
                return false;
        }
        return true;
    }

    int[] InOrder()
    {
        int[] places = [.. Enumerable.Range(0, _families.Count)];
        Array.Sort(places, CompareNames);
        return places;
    }

    int CompareNames(int left, int right) =>
        _page.AsSpan(_families[left].Name).SequenceCompareTo(_page.AsSpan(_families[right].Name));

    /// <summary>Finds the families and their lines; returns what stands after the last of them, OpenMetrics' <c># EOF</c>.</summary>
    Range Split(int length)
    {
        for (var start = 0; start < length;)
        {
            var end = start + _page.AsSpan(start, length - start).IndexOf((byte)'\n') + 1;
            var line = _page.AsSpan(start, end - start);
            if (line.StartsWith("# EOF"u8))
                return start..end;
            if (line.StartsWith("# HELP "u8))
            {
                var name = start + "# HELP ".Length;
                _families.Add(new Family(name..(name + _page.AsSpan(name).IndexOf((byte)' ')), start..end, _lines.Count, 0));
            }
            else
            {
                var family = _families[^1];
                if (line[0] != '#')
                    _lines.Add(new Line(start..end, Labels(start, line), _lines.Count));
                _families[^1] = line[0] == '#'
                    ? family with { Header = family.Header.Start..end }
                    : family with { Lines = family.Lines + 1 };
            }
            start = end;
        }
        return length..length;
    }

    /// <summary>What lines are told apart by: not the bucket of a histogram, whose lines stay together and in their order.</summary>
    static Range Labels(int start, ReadOnlySpan<byte> line)
    {
        var open = line.IndexOf((byte)'{');
        if (open < 0)
            return start..start;
        var labels = line[..(line.LastIndexOf((byte)'}') + 1)];
        var bucket = labels.LastIndexOf("le=\""u8);
        var isBucket = bucket > open && labels[bucket - 1] is (byte)',' or (byte)'{';
        return (start + open + 1)..(start + (isBucket ? Math.Max(bucket - 1, open + 1) : labels.Length - 1));
    }

    int IComparer<Line>.Compare(Line left, Line right) =>
        _page.AsSpan(left.Labels).SequenceCompareTo(_page.AsSpan(right.Labels)) is var order and not 0
            ? order
            : left.Index - right.Index;

    internal readonly record struct Family(Range Name, Range Header, int FirstLine, int Lines);

    internal readonly record struct Line(Range Text, Range Labels, int Index);
}
