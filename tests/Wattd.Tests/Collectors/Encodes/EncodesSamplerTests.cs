using Microsoft.Extensions.Time.Testing;
using Wattd.Collectors;
using Wattd.Collectors.Cpu;
using Wattd.Collectors.Encodes;
using Wattd.Collectors.Sampling;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Encodes;

public sealed partial class EncodesSamplerTests : IDisposable
{
    const string A = "encode.slice/a.service", B = "encode.slice/b.service";

    static readonly CpuInventory Zones = new([new Zone("package_0", "0", []), new Zone("dram", "0", [])], 2);

    readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    readonly ScriptedCgroups _cgroups = new();
    readonly ScriptedProgress _progress = new();
    readonly CollectingLogger _log = new();
    readonly LatestSample<CpuInventory, ZoneReading> _cpu = new();
    readonly CollectorStatus _cpuStatus;
    readonly LatestEncodes _latest = new();
    EncodesSampler _sampler;
    double _package, _dram;

    public EncodesSamplerTests()
    {
        _cpuStatus = new CollectorStatus("cpu", TimeSpan.FromSeconds(60), CpuFailure.All, _time);
        _sampler = Sampler(new EncodesOptions { IdleWatts = 60 });
    }

    public void Dispose() => _sampler.Dispose();

    EncodesSample Latest => _latest.Read()!;

    [Fact]
    public void AboveTheFloorThreeToOneIsThreeToOne()
    {
        Tick(cpuWatts: 250, a: 3, b: 1);
        for (var i = 0; i < 10; i++)
            Tick(cpuWatts: 250, a: 3, b: 1);
        Assert.Equal((1425, 475), (Joules("a"), Joules("b")));
        Assert.Equal((1900, 0, 600), Parts("cpu"));
        Assert.Equal((142.5, 4.0 / 4 * 3), (Encode("a").Rates.Watts, Encode("a").Rates.Cores));
    }

    [Fact]
    public void WhatElseRunsHasItsPartInOther()
    {
        Tick(cpuWatts: 250, a: 3, b: 1);
        for (var i = 0; i < 10; i++)
            Tick(cpuWatts: 250, a: 3, b: 1, other: 4);
        Assert.Equal((712.5, 237.5), (Joules("a"), Joules("b")));
        Assert.Equal((950, 950, 600), Parts("cpu"));
    }

    [Fact]
    public void TheMemoryIsSharedByProcessorTimeToo()
    {
        Tick(a: 1, b: 1);
        Tick(dramWatts: 10, a: 3, b: 1);
        Assert.Equal((7.5, 2.5), (Joules("a", "dram"), Joules("b", "dram")));
    }

    [Fact]
    public void AMissedCpuSampleIsSplitWithTheNextOne()
    {
        Tick(a: 1, b: 1);
        _time.Advance(TimeSpan.FromSeconds(1));
        _cgroups.Use(A, 3).Use(B, 1);
        _sampler.Sample();
        Assert.Equal(0, Joules("a"));
        Tick(cpuWatts: 250 + 190, a: 3, b: 1);
        // 440 J and 120 J of idle: 320 J for eight seconds of processor time.
        Assert.Equal((240, 80), (Joules("a"), Joules("b")));
    }

    [Fact]
    public void ACpuSampleThatIsOldWhenTheProcessorTimeIsReadIsNotUsed()
    {
        Tick(a: 1, b: 1);
        _time.Advance(TimeSpan.FromSeconds(1));
        _package += 200;
        PublishCpu();
        _time.Advance(TimeSpan.FromMilliseconds(300));
        _cgroups.Use(A, 1);
        _sampler.Sample();
        Assert.Equal(0, Joules("a"));
        PublishCpu();
        _sampler.Sample();
        Assert.True(Joules("a") > 0);
    }

    [Fact]
    public void AnEncodeThatEndsLeavesARecordAndLingers()
    {
        Tick(a: 1, b: 1);
        Tick(cpuWatts: 250, dramWatts: 10, a: 3, b: 1);
        _progress.Report(1, frames: 500);
        Tick(cpuWatts: 250, dramWatts: 10, a: 3, b: 1);
        _progress.End(1);
        _cgroups.End(A);
        Tick(cpuWatts: 250, dramWatts: 10, a: 3, b: 1);

        var ended = Assert.Single(Latest.EndedEncodes);
        Assert.Equal(("a", 3 * 142.5, 3 * 7.5, 500L, 10.0), (ended.Name, ended.Cpu!.Value.Joules, ended.Dram!.Value.Joules, ended.Frames, ended.CpuTime.TotalSeconds));
        Assert.Null(ended.Gpu);
        Assert.Equal(TimeSpan.FromSeconds(3), ended.Duration);
        Assert.Contains(("EncodeEnded", "Encode a ended after 3.0 s: 0.000125 kWh (cpu 0.000119, dram 0.000006), 500 frames, 0.9 J/frame, 10.0 s of processor time"), _log.Lines);
        Assert.False(Encode("a").IsRunning);
        Assert.Equal((1, 2L, 1L), (Latest.Running, Latest.Started, Latest.Ended));

        _time.Advance(TimeSpan.FromMinutes(5));
        Tick(b: 1);
        Assert.Equal(["b"], Latest.Encodes.Select(encode => encode.Identity.Name));
        Assert.Single(Latest.EndedEncodes);
        var (encodes, _, _) = Parts("cpu")!.Value;
        Assert.True(encodes > Joules("b"), "the part of an encode that is gone is still in the sum");
    }

    [Fact]
    public void AnEncodeThatIsStartedAgainGoesOn()
    {
        Tick(a: 1, b: 1);
        Tick(cpuWatts: 250, a: 3, b: 1);
        _cgroups.End(A, isGone: true);
        Tick(b: 1);
        var before = Joules("a");
        _time.Advance(TimeSpan.FromSeconds(9));
        _cgroups.Add(A, id: 77);
        // Ten seconds at 60 W are idle.
        Tick(cpuWatts: 600 + 190, a: 3, b: 1);
        var again = Encode("a");
        Assert.Equal((true, 1L, before + 142.5), (again.IsRunning, again.Restarts, Math.Round(Joules("a"), 6)));
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 18, TimeSpan.Zero), again.Started);
        _cgroups.End(A, isGone: true);
        Tick(b: 1);
        Assert.Equal(2, Latest.EndedEncodes.Length);
        // The record is of its last run, the counter of all.
        Assert.Equal(142.5, Latest.EndedEncodes[0].Cpu!.Value.Joules, 6);
    }

    [Fact]
    public void OneThatCameAndWentBetweenTwoTicksIsCounted()
    {
        Tick(b: 1);
        _cgroups.Add("encode.slice/short.service", id: 9).Use("encode.slice/short.service", 1).End("encode.slice/short.service", isGone: true);
        Tick(cpuWatts: 250, b: 1);
        Assert.Equal(95, Joules("short"));
        var ended = Assert.Single(Latest.EndedEncodes);
        Assert.Equal(("short", 95), (ended.Name, ended.Cpu!.Value.Joules));
    }

    [Fact]
    public void WithoutCountersThereIsProcessorTimeAndNoEnergy()
    {
        _sampler.Dispose();
        _sampler = Sampler(new EncodesOptions(), hasCpu: false);
        Tick(a: 1, b: 1);
        Tick(a: 1, b: 1);
        Assert.Equal(2, Encode("a").CpuTime.TotalSeconds);
        Assert.Empty(Encode("a").Shares);
        Assert.All(Latest.Splits, split => Assert.Null(split.Parts));
        _cgroups.End(A);
        Tick(b: 1);
        Assert.Contains("energy unknown", _log.Lines[^1].Message);
    }

    [Fact]
    public void TheFloorIsLearnedWhileTheMachineIsIdleAndSaidOnce()
    {
        _sampler.Dispose();
        _sampler = Sampler(new EncodesOptions());
        Tick(cpuWatts: 55);
        Tick(cpuWatts: 200, a: 1, b: 1);
        Assert.Contains("IdlePowerUnknown", _log.Events);
        Assert.Null(Latest.Splits[0].IdleWatts);
        for (var i = 0; i < 30; i++)
            Tick(cpuWatts: 55);
        Assert.Equal((55, true), (Math.Round(Latest.Splits[0].IdleWatts!.Value, 6), Latest.Splits[0].IsIdleLearned));
        Assert.Equal(1, _log.Events.Count(name => name == "IdlePowerUnknown"));
        Assert.Contains(("IdlePowerLearned", "Idle power of cpu is 55 W, as measured over ten seconds without load; energy above it is shared between encodes"), _log.Lines);
    }

    [Fact]
    public void WhatTheMachineUsedBeforeTheFirstTickIsNotComparedWithWhatEncodesUsedAfterIt()
    {
        _cgroups.UseOther(1_000_000);
        _time.Advance(TimeSpan.FromSeconds(1));
        PublishCpu();
        // The first CPU sample is too old to be cut, as on a machine that is slow to list its cgroups.
        _time.Advance(TimeSpan.FromMilliseconds(300));
        _sampler.Sample();
        // 2.3 s at 60 W are idle.
        Tick(cpuWatts: (2.3 * 60) + 190, a: 3, b: 1);
        Assert.Equal((142.5, 47.5), (Math.Round(Joules("a"), 6), Math.Round(Joules("b"), 6)));
    }

    [Fact]
    public void AfterATickInWhichTheProcessorTimeOfTheMachineIsUnknownOthersKeepTheirPart()
    {
        Tick(a: 1, b: 1);
        _cgroups.IsBusyUnknown = true;
        Tick(cpuWatts: 60, a: 1, b: 1);
        Assert.Equal(0, Joules("a"));
        _cgroups.IsBusyUnknown = false;
        // Ten seconds of processor time since it was last known, of which the encodes used four in this window.
        Tick(cpuWatts: 250, a: 3, b: 1, other: 4);
        Assert.Equal((57, 19), (Joules("a"), Joules("b")));
    }

    [Fact]
    public void ARunBetweenTwoTicksInADirectoryThatStaysIsCounted()
    {
        Tick(b: 1);
        _cgroups.Add("encode.slice/short.service", id: 9).End("encode.slice/short.service");
        Tick(b: 1);
        Assert.DoesNotContain(Latest.Encodes, encode => encode.Identity.Name == "short");
        _cgroups.Use("encode.slice/short.service", 1).RunUnseen("encode.slice/short.service");
        Tick(cpuWatts: 250, b: 1);
        Assert.Equal(("short", 95), (Assert.Single(Latest.EndedEncodes).Name, Latest.EndedEncodes[0].Cpu!.Value.Joules));
        _cgroups.Use("encode.slice/short.service", 1).RunUnseen("encode.slice/short.service");
        Tick(b: 1);
        Assert.Equal((2, 1L), (Latest.EndedEncodes.Length, Encode("short").Restarts));
    }

    [Fact]
    public void WhileTheCountersCannotBeReadTheSharesAreAbsentAndNothingIsLost()
    {
        Tick(a: 1, b: 1);
        Tick(cpuWatts: 250, a: 3, b: 1);
        _time.Advance(TimeSpan.FromSeconds(61));
        _sampler.Sample();
        Assert.Empty(Encode("a").Shares);
        Assert.All(Latest.Splits, split => Assert.False(split.IsMeasured));
        // 62 seconds at 60 W are idle.
        Tick(cpuWatts: (62 * 60) + 190, a: 3, b: 1);
        Assert.Equal((285, 95), (Math.Round(Joules("a"), 6), Math.Round(Joules("b"), 6)));
    }

    [Fact]
    public void ManyThatEndWithinATickDoNotStay()
    {
        _sampler.Dispose();
        _sampler = Sampler(new EncodesOptions { Most = 4 });
        Tick(a: 1, b: 1);
        for (var i = 0; i < 20; i++)
            _cgroups.Add($"encode.slice/{i}.service", (ulong)i + 100).Use($"encode.slice/{i}.service", 0.01).End($"encode.slice/{i}.service", isGone: true);
        Tick(a: 1, b: 1);
        Assert.Equal(20, Latest.EndedEncodes.Length);
        Assert.Equal(4, Latest.Encodes.Length);
        Assert.Equal(2, Latest.Running);
    }

    [Fact]
    public void WithoutCgroup2ItIsDownAndQuietUntilItIsThere()
    {
        _cgroups.IsMissing = true;
        _sampler.Sample();
        Assert.Equal((EncodesFailure.NoCgroup2, false), (_sampler.Status.Outage!.Reason, _sampler.Status.Outage.IsWanted));
        Assert.Empty(_log.Events);
        Assert.Equal(TimeSpan.FromSeconds(5), _sampler.Interval);
        _cgroups.IsMissing = false;
        _time.Advance(TimeSpan.FromSeconds(31));
        Tick(a: 1);
        Assert.Null(_sampler.Status.Outage);
        Assert.Equal(TimeSpan.FromSeconds(1), _sampler.Interval);
    }

    [Fact]
    public void MoreThanTheMostAreLoggedOnceAndEndedOnesMakeRoom()
    {
        _sampler.Dispose();
        _sampler = Sampler(new EncodesOptions { Most = 2 });
        _cgroups.Unlisted = 3;
        Tick(a: 1, b: 1);
        Tick(a: 1, b: 1);
        Assert.Equal(1, _log.Events.Count(name => name == "EncodesUnlisted"));
        Assert.Equal(3, Latest.Unlisted);
        _cgroups.End(A, isGone: true).Add("encode.slice/c.service", id: 3);
        Tick(b: 1);
        Tick(b: 1);
        _cgroups.Add("encode.slice/d.service", id: 4);
        Tick(b: 1);
        Assert.DoesNotContain(Latest.Encodes, encode => encode.Identity.Name == "a");
    }

    [Fact]
    public void OnlyTheLastHundredRecordsAreKept()
    {
        for (var i = 0; i < 103; i++)
        {
            _cgroups.Add($"encode.slice/{i}.service", (ulong)i + 100).Use($"encode.slice/{i}.service", 0.01).End($"encode.slice/{i}.service", isGone: true);
            Tick();
        }
        Assert.Equal(100, Latest.EndedEncodes.Length);
        Assert.Equal("102", Latest.EndedEncodes[0].Name);
    }

    EncodesSampler Sampler(EncodesOptions options, bool hasCpu = true)
    {
        _cgroups.Clear().Add(A, id: 1).Add(B, id: 2);
        return new EncodesSampler(options, _cgroups, _progress, hasCpu ? new CpuFeed(_cpu, _cpuStatus) : null, gpu: null, _latest, _time, _log);
    }

    /// <summary>A second in which the encodes use some seconds of processor time.</summary>
    void Tick(double cpuWatts = 0, double dramWatts = 0, double a = 0, double b = 0, double other = 0)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        (_package, _dram) = (_package + (_latest.Version == 0 ? 0 : cpuWatts), _dram + dramWatts);
        _cgroups.Use(A, a).Use(B, b).UseOther(other);
        PublishCpu();
        _sampler.Sample();
    }

    void PublishCpu()
    {
        _cpu.Publish(_time.GetTimestamp(), Zones,
            [new ZoneReading(Energy.FromJoules(_package), null, 0), new ZoneReading(Energy.FromJoules(_dram), null, 0)]);
        _cpuStatus.Sampled(_time.GetTimestamp(), default);
    }

    EncodeReading Encode(string name) => Latest.Encodes.Single(encode => encode.Identity.Name == name);

    double Joules(string name, string component = "cpu") =>
        Encode(name).Shares.Where(share => share.Component == component).Select(share => share.Energy.Joules).SingleOrDefault();

    (double Encodes, double Other, double Idle)? Parts(string component) =>
        Latest.Splits.Single(split => split.Component == component).Parts is { } parts
            ? (parts.Encodes / 1e6, parts.Other / 1e6, parts.Idle / 1e6)
            : null;
}
