using Wattd.Collectors.Encodes;
using Wattd.Collectors.Encodes.Cgroups;
using Wattd.Collectors.Encodes.Splitting;
using Wattd.Metrics;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Encodes.Views;

public sealed class EncodesSeriesTests
{
    readonly MadeUpNode _node = new();
    readonly MetricsPage _page;

    public EncodesSeriesTests()
    {
        _node.SampleEncodes();
        _page = _node.Page(gpu: false);
    }

    [Fact]
    public void AnEncodeThatIsForgottenTakesItsSeriesWithIt()
    {
        Assert.Contains("ffrtmp/job-7", _page.Text());
        Publish(new EncodesSample { Encodes = [_node.Encodes.Read()!.Encodes[0]] });
        Assert.DoesNotContain("ffrtmp/job-7", _page.Text());
        Assert.Contains("encode_frames_total{encode=\"channel-4\"} 223200", _page.Text());
    }

    [Fact]
    public void OneThatComesBackBeginsAtZero()
    {
        var (channel, job) = (_node.Encodes.Read()!.Encodes[0], _node.Encodes.Read()!.Encodes[1]);
        Publish(new EncodesSample { Encodes = [channel] });
        _page.Text();
        Publish(new EncodesSample { Encodes = [channel, job with { CpuTime = TimeSpan.FromSeconds(1), Frames = 0 }] });
        Assert.Contains("encode_cpu_seconds_total{encode=\"ffrtmp/job-7\"} 1\n", _page.Text());
        Assert.Contains("encode_frames_total{encode=\"ffrtmp/job-7\"} 0\n", _page.Text());
    }

    [Fact]
    public void WhatIsNotMeasuredIsAbsent()
    {
        Publish(new EncodesSample
        {
            Encodes = [new EncodeReading(new EncodeIdentity("x", "x.service", "/x.service", FoundBy.Match)) { IsRunning = true }],
            Splits = [new SplitReading("cpu", "", new SplitParts(1, 2, 3), IsMeasured: false, 60, IsIdleLearned: true)],
        });
        var lines = _page.Text().Split('\n').Where(line => line.StartsWith("encode_", StringComparison.Ordinal) || line.StartsWith("energy_", StringComparison.Ordinal)
            || line.StartsWith("wattd_idle", StringComparison.Ordinal) || line.StartsWith("wattd_progress", StringComparison.Ordinal));
        Assert.Equal(
            ["encode_cpu_seconds_total", "encode_info", "encode_restarts_total", "encode_running", "encode_start_time_seconds"],
            lines.Select(line => line[..line.IndexOf('{')]));
    }

    [Fact]
    public void WhileTheCollectorIsDownNoEncodeIsShown()
    {
        _node.EncodesStatus.Down(EncodesFailure.NoCgroup2, "There is none.");
        Publish(new EncodesSample());
        Assert.DoesNotContain("\nencode", _page.Text());
        Assert.DoesNotContain("\nenergy_split", _page.Text());
    }

    [Fact]
    public void InOpenMetricsEachCounterOfAnEncodeSaysWhenItBegan()
    {
        var name = "a \"quoted\\ one\n";
        Publish(new EncodesSample
        {
            Encodes = [new EncodeReading(new EncodeIdentity(name, "", "/x", FoundBy.Match)) { Created = DateTimeOffset.FromUnixTimeMilliseconds(1_750_000_000_500), Frames = 3 }],
        });
        var text = _page.Text(PageFormat.OpenMetrics);
        Assert.Contains("""encode_frames_total{encode="a \"quoted\\ one\n"} 3""", text);
        Assert.Contains("""encode_frames_created{encode="a \"quoted\\ one\n"} 1750000000.5""", text);
        Assert.DoesNotContain("encode_info_created", text);
        Assert.DoesNotContain("encodes_started_created", text);
        Assert.DoesNotContain("_created", _page.Text());
    }

    [Fact]
    public void ThePartEncodesIsTheSumOfTheShares()
    {
        var sample = _node.Encodes.Read()!;
        Assert.All(sample.Splits, split => Assert.Equal(
            split.Parts!.Value.Encodes,
            sample.Encodes.SelectMany(encode => encode.Shares).Where(share => share.Component == split.Component).Aggregate(0UL, (sum, share) => sum + share.Energy.Microjoules)));
    }

    void Publish(EncodesSample sample)
    {
        _node.EncodesStatus.Ticked(default, 0);
        if (_node.EncodesStatus.Outage is null)
            _node.EncodesStatus.Sampled(_node.Time.GetTimestamp(), default);
        _node.Encodes.Publish(sample);
    }
}
