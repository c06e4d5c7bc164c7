using Wattd.Metrics.Self;
using Wattd.Tests.Support;

namespace Wattd.Tests.Metrics.Self;

public sealed class BuildSeriesTests
{
    readonly MadeUpNode _node = new();

    [Fact]
    public void EachPageCarriesItsOwnExportersInfo()
    {
        Assert.Empty(_node.Page(gpu: false).Lines("gpu_"));
        Assert.Equal(1, _node.Page(gpu: false).Value("cpu_exporter_info{version=\"1.2.3\",language=\"csharp\"}"));
        Assert.Empty(_node.Page(cpu: false).Lines("cpu_"));
        Assert.Equal(1, _node.Page(cpu: false).Value("gpu_exporter_info{version=\"1.2.3\",language=\"csharp\"}"));
        Assert.Equal(1, _node.Page(cpu: false).Value("gpu_exporter_alive"));
    }

    [Fact]
    public void ThisBinaryKnowsItsVersion() => Assert.Matches(@"^\d+\.\d+\.\d+", BuildInfo.Current.Version);
}
