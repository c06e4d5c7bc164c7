using System.Text;
using Wattd.Tests.Support;

namespace Wattd.Tests.Metrics;

public sealed class OpenMetricsParserTests
{
    [Theory]
    [InlineData("# TYPE a gauge\na 1.0\n")]
    [InlineData("# TYPE a gauge\na 1.0\n# EOF\n# EOF\n")]
    [InlineData("a 1.0\n# EOF\n")]
    [InlineData("# TYPE a counter\na 1.0\n# EOF\n")]
    [InlineData("# TYPE a counter\na_total -1.0\n# EOF\n")]
    [InlineData("# TYPE a gauge\na 1.0\na 2.0\n# EOF\n")]
    [InlineData("# TYPE a gauge\na 1.0\n# TYPE b gauge\nb 1.0\n# TYPE a gauge\na{x=\"1\"} 1.0\n# EOF\n")]
    [InlineData("# TYPE a gauge\na{x=\"1\",x=\"2\"} 1.0\n# EOF\n")]
    [InlineData("# TYPE a gauge\na{x=\"\\t\"} 1.0\n# EOF\n")]
    [InlineData("# TYPE a gauge\na one\n# EOF\n")]
    [InlineData("# TYPE a gauge\n\na 1.0\n# EOF\n")]
    [InlineData("# a comment\n# TYPE a gauge\na 1.0\n# EOF\n")]
    [InlineData("# TYPE a histogram\na_bucket{le=\"1.0\"} 1\n# EOF\n")]
    [InlineData("# TYPE a histogram\na_bucket{le=\"1.0\"} 2\na_bucket{le=\"+Inf\"} 1\n# EOF\n")]
    [InlineData("# TYPE a histogram\na_bucket{le=\"1\"} 1\na_bucket{le=\"+Inf\"} 1\n# EOF\n")]
    public void WhatTheSpecificationForbidsIsRefused(string page) =>
        Assert.Throws<FormatException>(() => OpenMetricsParser.Parse(Encoding.UTF8.GetBytes(page)));

    [Fact]
    public void WhatItAllowsIsRead()
    {
        var series = OpenMetricsParser.Parse(
            "# HELP a b\\nc\n# TYPE a counter\na_total{x=\"\\\"}\\\\\",y=\"\"} 2.5\n# TYPE h histogram\nh_sum 1.0\nh_count 3\nh_bucket{le=\"0.5\"} 1\nh_bucket{le=\"+Inf\"} 3\n# EOF\n"u8);
        Assert.Equal(2.5, series["a_total{x=\"}\\,y=}"]);
        Assert.Equal(3, series["h_bucket{le=+Inf}"]);
    }
}
