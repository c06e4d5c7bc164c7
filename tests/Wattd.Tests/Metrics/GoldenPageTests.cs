using Wattd.Metrics;
using Wattd.Tests.Support;

namespace Wattd.Tests.Metrics;

public sealed class GoldenPageTests
{
    const string Folder = "tests/Wattd.Tests/Metrics/Golden";

    [Fact]
    public void TheCpuPageIsUnchanged()
    {
        var node = new MadeUpNode();
        node.CpuStatus.Scheduling = "fifo";
        node.SampleCpu();
        node.SampleWall();
        node.Time.Advance(TimeSpan.FromMilliseconds(250));
        Golden.Check($"{Folder}/cpu.txt", node.Page(gpu: false, procfs: PlantedProcfs.Path).Text());
    }

    [Fact]
    public void TheEncodesOnAPageAreUnchanged()
    {
        var node = new MadeUpNode();
        node.SampleEncodes();
        node.Time.Advance(TimeSpan.FromMilliseconds(250));
        Golden.Check($"{Folder}/encodes.txt", node.Page(gpu: false).Text());
    }

    [Fact]
    public void TheGpuPageIsUnchanged()
    {
        var node = new MadeUpNode();
        node.GpuStatus.Failed("gpu_lost");
        node.SampleGpu();
        node.Time.Advance(TimeSpan.FromMilliseconds(250));
        Golden.Check($"{Folder}/gpu.txt", node.Page(cpu: false, procfs: PlantedProcfs.Path).Text());
    }

    [Fact]
    public void TheOpenMetricsPageIsUnchanged()
    {
        var node = new MadeUpNode();
        node.SampleCpu();
        node.SampleGpu();
        node.SampleWall();
        node.SampleEncodes();
        Golden.Check($"{Folder}/both.openmetrics.txt", node.Page(simulated: true).Text(PageFormat.OpenMetrics));
    }
}
