using System.Text.Json;
using Wattd.Collectors;
using Wattd.Commands.Check;
using Wattd.Tests.Support;

namespace Wattd.Tests.Commands.Check;

public sealed class GpuXidProbeTests
{
    [Fact]
    public void EveryXidOfTheRunningDaemonIsAResultAndACriticalOneAWarning()
    {
        var results = Of("""
            {"gpu":{"gpus":[
              {"index":0,"bus_id":"00000000:01:00.0","xids":[]},
              {"index":1,"bus_id":"00000000:41:00.0","xids":[
                {"xid":"13","meaning":"a program failed","fix":"restart it","critical":false,"count":2,"last":"2026-11-26T03:14:15Z"},
                {"xid":"79","meaning":"it has fallen off","fix":"reboot","critical":true,"count":1,"last":"2026-11-26T04:00:00Z"}]}]}}
            """);

        Assert.Equal(
            [
                new ProbeResult("gpu.xid", ProbeOutcome.Ok,
                    "GPU 1 (00000000:41:00.0) has reported XID 13, 2 since wattd started, last 2026-11-26T03:14:15Z: a program failed; restart it"),
                new ProbeResult("gpu.xid", ProbeOutcome.Warning,
                    "GPU 1 (00000000:41:00.0) has reported XID 79, 1 since wattd started, last 2026-11-26T04:00:00Z: it has fallen off; reboot"),
            ],
            results);
    }

    [Fact]
    public void WhereTheDriverReportsXidsAndThereIsNoneItSaysSo() => Assert.Equal(
        [new ProbeResult("gpu.xid", ProbeOutcome.Ok, "no GPU has reported an XID since wattd started")],
        Of("""{"gpu":{"gpus":[{"index":0,"bus_id":"a"},{"index":1,"bus_id":"b","xids":[]}]}}"""));

    [Theory]
    [InlineData("""{"gpu":{"gpus":[{"index":0,"bus_id":"a"}]}}""")]
    [InlineData("""{"gpu":{"gpus":[]}}""")]
    [InlineData("""{"cpu":{}}""")]
    [InlineData("[]")]
    public void WhereTheDriverDoesNotReportThemItSaysNothing(string readings) => Assert.Empty(Of(readings));

    [Fact]
    public void ItReadsTheDocumentOfADaemon()
    {
        var node = new MadeUpNode();
        node.SampleGpu();
        var result = Assert.Single(GpuXidProbe.Of(JsonElement.Parse(node.Document().Get(since: null).Span)));
        Assert.StartsWith("GPU 0 (00000000:01:00.0) has reported XID 13, 2 since wattd started, last 2026-11-26T03:14:15Z: ", result.Line);
    }

    static IEnumerable<ProbeResult> Of(string readings) => GpuXidProbe.Of(JsonElement.Parse(readings));
}
