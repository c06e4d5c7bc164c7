using System.Buffers;
using System.Buffers.Text;

namespace Wattd.Metrics;

/// <summary>
/// Sorts a rendered page: families by name, series by their labels. prometheus-net keeps both in hash tables, whose
/// order differs between processes. Families without a series are left out.
/// </summary>
sealed class PageOrder
{
    readonly List<Family> _families = [];
    readonly List<Line> _lines = [];
    readonly Comparison<int> _byName, _byLabels;
    byte[] _page = [];

    // The positions of each family and line of the last page: the next page mostly has the same order, and checking
    // that is cheaper than sorting.
    int[] _familyPlaces = [], _linePlaces = [];

    public PageOrder() => (_byName, _byLabels) = (CompareNames, CompareLabels);

    /// <summary>Writes the page in order.</summary>
    /// <param name="page">The array that holds the page as prometheus-net wrote it, in either format.</param>
    /// <param name="length">The page's length.</param>
    /// <param name="output">The destination.</param>
    /// <param name="created">When counters began, for a page in OpenMetrics; null: that is not written.</param>
    public void Write(byte[] page, int length, IBufferWriter<byte> output, ICreatedTimes? created = null)
    {
        _page = page;
        _families.Clear();
        _lines.Clear();
        var end = Split(length);

        Array.Resize(ref _familyPlaces, _families.Count);
        Array.Resize(ref _linePlaces, _lines.Count);
        foreach (var place in InOrder(_familyPlaces, 0, _byName))
        {
            var family = _families[place];
            if (family.Lines == 0)
                continue;
            output.Write(page.AsSpan(family.Header));
            var times = created?.Has(page.AsSpan(family.Name)) is true ? created : null;
            foreach (var line in InOrder(_linePlaces.AsSpan(family.FirstLine, family.Lines), family.FirstLine, _byLabels))
            {
                output.Write(page.AsSpan(_lines[line].Text));
                if (times?.CreatedAt(page.AsSpan(_lines[line].Labels)) is { } seconds)
                    WriteCreated(family, _lines[line], seconds, output);
            }
        }
        output.Write(page.AsSpan(end));
    }

    /// <summary>After the value of the same counter: the lines of a metric must be together.</summary>
    void WriteCreated(Family family, Line line, double seconds, IBufferWriter<byte> output)
    {
        output.Write(_page.AsSpan(family.Name));
        output.Write("_created{"u8);
        output.Write(_page.AsSpan(line.Labels));
        output.Write("} "u8);
        Span<byte> number = stackalloc byte[32];
        Utf8Formatter.TryFormat(Math.Round(seconds, 3), number, out var length);
        output.Write(number[..length]);
        output.Write("\n"u8);
    }

    /// <summary>Sorts places unless they are in order: those of <paramref name="first"/> and the following ones.</summary>
    static ReadOnlySpan<int> InOrder(Span<int> places, int first, Comparison<int> compare)
    {
        if (IsInOrder(places, first, compare))
            return places;
        for (var i = 0; i < places.Length; i++)
            places[i] = first + i;
        places.Sort(compare);
        return places;
    }

    static bool IsInOrder(ReadOnlySpan<int> places, int first, Comparison<int> compare)
    {
        // No duplicates, because each is less than the next, and none from outside: so it is all of them.
        if (places.ContainsAnyExceptInRange(first, first + places.Length - 1))
            return false;
        for (var i = 1; i < places.Length; i++)
        {
            if (compare(places[i - 1], places[i]) >= 0)
                return false;
        }
        return true;
    }

    int CompareNames(int left, int right) =>
        _page.AsSpan(_families[left].Name).SequenceCompareTo(_page.AsSpan(_families[right].Name));

    /// <summary>Lines with the same labels keep their order: the buckets of a histogram.</summary>
    int CompareLabels(int left, int right) =>
        _page.AsSpan(_lines[left].Labels).SequenceCompareTo(_page.AsSpan(_lines[right].Labels)) is var order and not 0
            ? order
            : left - right;

    /// <summary>Finds the families and their lines; returns what follows the last of them, OpenMetrics' <c># EOF</c>.</summary>
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
                    _lines.Add(new Line(start..end, Labels(start, line)));
                _families[^1] = line[0] == '#'
                    ? family with { Header = family.Header.Start..end }
                    : family with { Lines = family.Lines + 1 };
            }
            start = end;
        }
        return length..length;
    }

    /// <summary>The labels that identify a line: not the bucket of a histogram, whose lines stay together and in order.</summary>
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

    readonly record struct Family(Range Name, Range Header, int FirstLine, int Lines);

    readonly record struct Line(Range Text, Range Labels);
}
