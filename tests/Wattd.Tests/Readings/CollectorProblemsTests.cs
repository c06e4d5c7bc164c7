using System.Text.Json;
using Wattd.Tests.Support;

namespace Wattd.Tests.Readings;

public sealed class CollectorProblemsTests
{
    readonly MadeUpNode _node = new();

    [Fact]
    public void ACollectorThatIsUpHasTheProblemsOfItsDevices()
    {
        _node.SampleCpu();
        _node.SampleGpu();
        Assert.Empty(Of("cpu"));
        Assert.Equal(["lost True", "throttled_sw_power_cap False"], Of("gpu").Select(problem =>
            $"{problem.GetProperty("id").GetString()} {problem.GetProperty("needs_action").GetBoolean()}"));
        Assert.StartsWith("GPU 1 (00000000:41:00.0) is lost: ", Text(Of("gpu")[0]));
    }

    [Fact]
    public void OneThatIsDownHasOnlyThatAndItsFix()
    {
        _node.SampleGpu();
        _node.Time.Advance(TimeSpan.FromSeconds(3));
        _node.CpuStatus.Down("permission_denied", "grant it");
        _node.GpuStatus.Down("timeout", "reload the driver");
        Assert.Equal("No CPU readings: grant it", Text(Assert.Single(Of("cpu"))));
        Assert.Equal("No GPU readings for 3 s: reload the driver", Text(Assert.Single(Of("gpu"))));
    }

    [Fact]
    public void OneThatHasStalledSaysSince()
    {
        _node.SampleGpu();
        _node.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.StartsWith("No GPU readings for 60 s: sampling has stalled", Text(Assert.Single(Of("gpu"))));
    }

    [Fact]
    public void OneThatHasLetGoOfItsDeviceOnRequestNeedsNoAction()
    {
        _node.SampleGpu();
        _node.Time.Advance(TimeSpan.FromSeconds(60));
        _node.GpuStatus.Down("released", "until then", isPlanned: true);
        var problem = Assert.Single(Of("gpu"));
        Assert.Equal(
            ("released", "No GPU readings for 60 s: until then", false),
            (problem.GetProperty("id").GetString(), Text(problem), problem.GetProperty("needs_action").GetBoolean()));
    }

    [Fact]
    public void ADeviceThatTheNodeLacksAndNeedsNotIsNoProblem()
    {
        _node.GpuStatus.Down("library_missing", "There is no driver.", isWanted: false);
        Assert.Empty(Of("gpu"));
    }

    JsonElement[] Of(string collector) =>
        [.. JsonElement.Parse(_node.Document().Get(since: null).Span).GetProperty(collector).GetProperty("problems").EnumerateArray()];

    static string Text(JsonElement problem) => problem.GetProperty("text").GetString()!;
}
