using Wattd.Http;
using Wattd.Tests.Support;

namespace Wattd.Tests.Http;

public sealed class HealthTests
{
    readonly MadeUpNode _node = new();

    [Fact]
    public void ACollectorThatNeverRanIsHealthy()
    {
        _node.GpuStatus.Down("timeout", "No driver.");
        _node.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(Health.Complaint([_node.CpuStatus, _node.GpuStatus]));
    }

    [Fact]
    public void EachStalledCollectorHasALine()
    {
        _node.SampleCpu();
        _node.SampleGpu();
        Assert.Null(Health.Complaint([_node.CpuStatus, _node.GpuStatus]));
        _node.GpuStatus.Down("timeout", "nvidia-smi hangs.");
        _node.Time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(
            "cpu: no sample for 9 s: sampling has stalled: systemd restarts wattd if it lasts; without systemd, restart it\ngpu: no sample for 9 s: nvidia-smi hangs.\n",
            Health.Complaint([_node.CpuStatus, _node.GpuStatus]));
        _node.SampleGpu();
        Assert.Equal("cpu: no sample for 9 s: sampling has stalled: systemd restarts wattd if it lasts; without systemd, restart it\n", Health.Complaint([_node.CpuStatus, _node.GpuStatus]));
    }

    [Fact]
    public void ACollectorThatHasLetGoOfItsDeviceOnRequestIsHealthy()
    {
        _node.SampleGpu();
        _node.Time.Advance(TimeSpan.FromMinutes(1));
        _node.GpuStatus.Down("released", "until then", isPlanned: true);
        Assert.Null(Health.Complaint([_node.GpuStatus]));
        _node.GpuStatus.Down("timeout", "The driver hangs.");
        Assert.NotNull(Health.Complaint([_node.GpuStatus]));
    }
}
