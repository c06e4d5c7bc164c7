using System.Buffers;
using System.Text;
using CsCheck;
using Wattd.Metrics;
using Wattd.Tests.Support;

namespace Wattd.Tests.Metrics;

public sealed class PageOrderTests
{
    static readonly string[] Families =
    [
        "# HELP a first\n# TYPE a gauge\na{x=\"1\"} 1\na{x=\"1\",y=\"}\"} 2\na{x=\"2\"} 3\n",
        "# HELP b_seconds bucketed\n# TYPE b_seconds histogram\nb_seconds_sum{c=\"x\"} 1\nb_seconds_count{c=\"x\"} 2\n"
            + "b_seconds_bucket{c=\"x\",le=\"2\"} 1\nb_seconds_bucket{c=\"x\",le=\"10\"} 1\nb_seconds_bucket{c=\"x\",le=\"+Inf\"} 2\n"
            + "b_seconds_sum{c=\"y\"} 1\nb_seconds_count{c=\"y\"} 1\nb_seconds_bucket{c=\"y\",le=\"+Inf\"} 1\n",
        "# HELP c plain\n# TYPE c counter\nc 5\n",
        "# HELP d plain buckets\n# TYPE d histogram\nd_sum 1\nd_count 1\nd_bucket{le=\"1\"} 0\nd_bucket{le=\"+Inf\"} 1\n",
    ];

    [Fact]
    public void ThePageIsTheSameForAnyOrderOfFamilies() =>
        Gen.Shuffle(Families).Sample(shuffled =>
            Assert.Equal(string.Concat(Families), Order(string.Concat(shuffled))));

    [Fact]
    public void ThePageIsTheSameForAnyOrderOfSeries()
    {
        var lines = Enumerable.Range(0, 20).Select(i => $"a{{x=\"{i:00}\"}} {100 - i}\n").ToArray();
        Gen.Shuffle(lines).Sample(shuffled =>
            Assert.Equal("# HELP a b\n# TYPE a gauge\n" + string.Concat(lines), Order("# HELP a b\n# TYPE a gauge\n" + string.Concat(shuffled))));
    }

    [Fact]
    public void AFamilyWithoutSeriesIsLeftOut() =>
        Assert.Equal(Families[2] + "# EOF\n", Order("# HELP a b\n# TYPE a gauge\n" + Families[2] + "# HELP z b\n# TYPE z gauge\n# EOF\n"));

    [Fact]
    public void AnEmptyPageStaysEmpty()
    {
        Assert.Equal("", Order(""));
        Assert.Equal("# EOF\n", Order("# EOF\n"));
    }

    [Fact]
    public void TheOrderOfThePreviousPageDoesNotMatter()
    {
        var order = new PageOrder();
        Gen.Shuffle(Families).Select(Gen.Int[0, Families.Length]).Sample((shuffled, count) =>
        {
            var some = shuffled[..count];
            Assert.Equal(string.Concat(some.Order(StringComparer.Ordinal)), Order(string.Concat(some), order));
        }, threads: 1);
    }

    [Fact]
    public void TheSeriesOfThePreviousPageDoNotMatter()
    {
        var order = new PageOrder();
        var some = Gen.Shuffle(Enumerable.Range(0, 9).ToArray()).Select(Gen.Int[0, 9], (all, count) => all[..count]);
        Gen.Select(some, some).Sample((first, second) =>
            Assert.Equal(
                Page(first.Order(), second.Order()),
                Order(Page(first, second), order)), threads: 1);

        static string Page(IEnumerable<int> first, IEnumerable<int> second) => FamilyOf("a", first) + FamilyOf("b", second);
        static string FamilyOf(string name, IEnumerable<int> series) => !series.Any()
            ? ""
            : $"# HELP {name} x\n# TYPE {name} gauge\n" + string.Concat(series.Select(i => $"{name}{{x=\"{i}\"}} {9 - i}\n"));
    }

    [Fact]
    public void TheFamiliesOfARealPageAreInOrder()
    {
        var node = new MadeUpNode();
        node.SampleCpu();
        node.SampleGpu();
        var names = node.Page(procfs: "/proc").Lines("# TYPE ").Select(line => line.Split(' ')[2]).ToList();
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
    }

    static string Order(string page, PageOrder? order = null)
    {
        var output = new ArrayBufferWriter<byte>();
        // A used buffer is longer than its content.
        var bytes = Encoding.UTF8.GetBytes(page + "# HELP left over");
        (order ?? new PageOrder()).Write(bytes, bytes.Length - "# HELP left over".Length, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
