using Wattd.Metrics;
using Wattd.Tests.Support;

namespace Wattd.Tests.Metrics;

public sealed class PromtoolTests
{
    // The old exporter's name, which dashboards use: the only exception.
    const string KnownLint = "gpu_count non-histogram and non-summary metrics should not have \"_count\" suffix";

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void PagesPass(bool cpu, bool gpu)
    {
        var node = new MadeUpNode();
        Check(node.Page(cpu, gpu, simulated: true, procfs: "/proc"));
        node.SampleCpu();
        node.SampleGpu();
        Check(node.Page(cpu, gpu, simulated: true, procfs: "/proc"));
        node.Time.Advance(TimeSpan.FromMinutes(1));
        Check(node.Page(cpu, gpu, procfs: "/proc"));
    }

    [Fact]
    public void ABadPageFails()
    {
        var (exitCode, lines) = Promtool.CheckMetrics("made_up{ 1\n"u8);
        Assert.Equal(1, exitCode);
        Assert.NotEmpty(lines);
    }

    static void Check(MetricsPage page)
    {
        var (exitCode, lines) = Promtool.CheckMetrics(page.Get(PageFormat.Text, gzip: false).Span);
        Assert.Empty(lines.Except([KnownLint]));
        Assert.Equal(lines.Length == 0 ? 0 : 3, exitCode);
    }
}
