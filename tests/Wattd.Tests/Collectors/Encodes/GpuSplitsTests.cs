using System.Collections.Immutable;
using Microsoft.Extensions.Time.Testing;
using Wattd.Collectors.Encodes;
using Wattd.Collectors.Encodes.Cgroups;
using Wattd.Collectors.Gpu;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Gpu.Processes;
using Wattd.Collectors.Sampling;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Encodes;

/// <summary>A card at 110 W with a floor of 35 W, and what its processes use of it.</summary>
public sealed class GpuSplitsTests : IDisposable
{
    const string A = "encode.slice/a.service", B = "encode.slice/b.service", Card = "00000000:01:00.0";

    static readonly GpuInventory Gpus = new("nvml", "1", 1, [new GpuIdentity { Index = 0, BusId = Card, Name = "L40S", Uuid = "GPU-1", HasEnergyCounter = true }]);

    readonly FakeTimeProvider _time = new();
    readonly ScriptedCgroups _cgroups = new();
    readonly CollectingLogger _log = new();
    readonly LatestSample<GpuInventory, GpuReading> _gpu = new();
    readonly CollectorStatus _status;
    readonly GpuProcessDemand _demand = new(isServed: false);
    readonly LatestEncodes _latest = new();
    readonly EncodesSampler _sampler;
    // A counter that started long before wattd.
    double _joules = 123_456;

    public GpuSplitsTests()
    {
        _status = new CollectorStatus("gpu", TimeSpan.FromSeconds(60), GpuFailure.All, _time);
        _cgroups.Add(A, id: 1).Add(B, id: 2).Process(11, A).Process(22, B);
        _sampler = new EncodesSampler(
            new EncodesOptions { GpuIdleWatts = 35 }, _cgroups, progress: null, cpu: null, new GpuFeed(_gpu, _status, _demand), _latest, _time, _log);
        Tick([]);
    }

    public void Dispose() => _sampler.Dispose();

    [Fact]
    public void ThePartsAreByTheSumOfTheEngines()
    {
        Tick([Process(11, sm: 4, encoder: 20), Process(22, encoder: 30, decoder: 10)]);
        Tick([Process(11, sm: 4, encoder: 20), Process(22, encoder: 30, decoder: 10)]);
        Assert.Equal((2 * 75 * 24 / 64.0, 2 * 75 * 40 / 64.0), (Math.Round(Joules("a"), 6), Math.Round(Joules("b"), 6)));
        Assert.Equal((150, 0, 70), Parts());
        Assert.Equal((20.0, 30.0), (Encode("a").Rates.GpuPercent, Encode("b").Rates.GpuPercent));
    }

    [Fact]
    public void WhatNobodysProcessesUseIsInOther()
    {
        Tick([Process(11, encoder: 25), Process(99, sm: 75)]);
        Assert.Equal(75 * 0.25, Joules("a"));
        Assert.Equal((18.75, 56.25, 35), Parts());
        Assert.DoesNotContain(Encode("b").Shares, share => share.Component == "gpu");
    }

    [Fact]
    public void WhileNoEngineIsUsedThoseThatHoldTheCardShareInEqualParts()
    {
        Tick([Process(11), Process(99)], sessions: [Session(22)]);
        Assert.Equal((37.5, 37.5), (Joules("a"), Joules("b")));
        Tick([Process(99)]);
        Assert.Equal((75, 75, 70), Parts());
    }

    [Fact]
    public void WithoutUseByProcessEverythingAboveIdleIsOtherAndThatIsSaidOnce()
    {
        for (var i = 0; i < 6; i++)
            Tick(null, utilization: 50);
        Assert.Equal(0, Joules("a"));
        Assert.Equal((0, 6 * 75, 6 * 35), Parts());
        Assert.Equal(["GpuProcessesUnknown"], _log.Events);
        Assert.True(Failures > 0);
    }

    [Fact]
    public void TheProcessesThatNvidiaSmiListsSayNothingOfUse()
    {
        Tick([new GpuProcess(11, null, 1000)], utilization: 50);
        Assert.Equal((0, 75, 35), Parts());
    }

    [Fact]
    public void AProcessThatHoldsASessionMakesItsUnitAnEncode()
    {
        _cgroups.Process(33, "system.slice/nvenc.service");
        Tick([Process(33, encoder: 50)], sessions: [Session(33)]);
        Tick([Process(33, encoder: 50)], sessions: [Session(33)]);
        Tick([Process(33, encoder: 50)], sessions: [Session(33)]);
        Assert.Equal(FoundBy.Session, Encode("nvenc").Identity.FoundBy);
        Assert.True(Joules("nvenc") >= 75);
    }

    [Fact]
    public void AnUnknownProcessIsLookedForOnce()
    {
        for (var i = 0; i < 20; i++)
            Tick([Process(99, sm: 10)]);
        Assert.Equal(1, _cgroups.ProcessLooks);
    }

    [Fact]
    public void TheProcessesAreAskedForWhileEncodesRun()
    {
        Assert.True(_demand.IsAsked);
        _cgroups.End(A).End(B);
        Tick([]);
        Tick([]);
        Assert.False(_demand.IsAsked);
    }

    [Fact]
    public void OneSampleIsCutOnce()
    {
        Tick([Process(11, encoder: 25)]);
        var before = Parts();
        _time.Advance(TimeSpan.FromSeconds(1));
        _sampler.Sample();
        Assert.Equal(before, Parts());
    }

    [Fact]
    public void TheCounterOfALostCardGoesOnWhenItIsBack()
    {
        Tick([Process(11, encoder: 25)]);
        _joules += 110;
        _time.Advance(TimeSpan.FromSeconds(1));
        _gpu.Publish(_time.GetTimestamp(), Gpus, [new GpuReading { Up = false }]);
        _sampler.Sample();
        Assert.Empty(Encode("a").Shares);
        Tick([Process(11, encoder: 25)]);
        Assert.Equal((3 * 75, 0, 3 * 35), Parts());
    }

    [Fact]
    public void ACardThatCannotBeReadHasNoSeries()
    {
        Tick([Process(11, encoder: 25)]);
        _time.Advance(TimeSpan.FromSeconds(1));
        _gpu.Publish(_time.GetTimestamp(), Gpus with { Gpus = [] }, []);
        _sampler.Sample();
        Assert.False(Card1().IsMeasured);
        Tick([Process(11, encoder: 25)]);
        Assert.True(Card1().IsMeasured);
        _time.Advance(TimeSpan.FromSeconds(61));
        _sampler.Sample();
        Assert.False(Card1().IsMeasured);
        Assert.Empty(Encode("a").Shares);

        SplitReading Card1() => _latest.Read()!.Splits.Single(split => split.GpuId == Card);
    }

    [Fact]
    public void AProcessThatHoldsASessionIsLookedForAgainAfterAWhile()
    {
        Tick([Process(33, encoder: 50)], sessions: [Session(33)]);
        // There was no room for it.
        _cgroups.Process(33, "system.slice/nvenc.service");
        Tick([Process(33, encoder: 50)], sessions: [Session(33)]);
        Assert.DoesNotContain(_latest.Read()!.Encodes, encode => encode.Identity.Name == "nvenc");
        _time.Advance(TimeSpan.FromSeconds(31));
        Tick([Process(33, encoder: 50)], sessions: [Session(33)]);
        Tick([Process(33, encoder: 50)], sessions: [Session(33)]);
        Assert.Equal(FoundBy.Session, Encode("nvenc").Identity.FoundBy);
    }

    [Fact]
    public void TheRecordOfAnEncodeWaitsForTheSampleWithItsLastUse()
    {
        Tick([Process(11, encoder: 25)]);
        _cgroups.End(A, isGone: true);
        _time.Advance(TimeSpan.FromSeconds(1));
        _sampler.Sample();
        Assert.Empty(_latest.Read()!.EndedEncodes);
        Tick([Process(11, encoder: 25)], seconds: 0.5);
        var ended = Assert.Single(_latest.Read()!.EndedEncodes);
        // 75 J, and of the 110 J after it those above 1.5 s at 35 W.
        Assert.Equal(75 + 110 - 52.5, ended.Gpu!.Value.Joules);
    }

    [Fact]
    public void AnEncoderSessionEndsTheRestOfTheSampler()
    {
        var wakeUps = 0;
        _sampler.UseWakeUp(() => wakeUps++);
        _cgroups.End(A).End(B);
        Tick([]);
        Tick([], utilization: 0);
        Assert.Equal(5, _sampler.Interval.TotalSeconds);
        Publish(utilization: 90);
        Assert.Equal(0, wakeUps);
        Publish(utilization: 0, sessions: 1);
        Assert.Equal(1, wakeUps);
        _sampler.Sample();
        Assert.Equal(1, _sampler.Interval.TotalSeconds);
    }

    [Fact]
    public void ACardThatWasUsedBetweenTwoCutsWasNotIdle()
    {
        using var sampler = new EncodesSampler(
            new EncodesOptions(), new ScriptedCgroups(), progress: null, cpu: null, new GpuFeed(_gpu, _status, _demand), _latest, _time, _log);
        for (var i = 0; i < 12; i++)
        {
            Publish(utilization: 50);
            Publish(utilization: 0);
            sampler.Sample();
        }
        Assert.Null(Floor());
        for (var i = 0; i < 12; i++)
        {
            Publish(utilization: 0);
            Publish(utilization: 0);
            sampler.Sample();
        }
        Assert.Equal(110, Floor());

        double? Floor() => _latest.Read()!.Splits.Single(split => split.GpuId == Card).IdleWatts;
    }

    long Failures => _sampler.Status.Failures.Single(failure => failure.Reason == EncodesFailure.NoGpuProcesses).Count;

    /// <summary>A sample after some time in which the card has drawn 110 J.</summary>
    void Tick(ImmutableArray<GpuProcess>? processes, ImmutableArray<EncoderSession>? sessions = null, double utilization = 1, double seconds = 1)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        Publish(new GpuReading { UtilizationPercent = utilization, Processes = processes, EncoderSessionList = sessions, EncoderSessions = sessions?.Length });
        _sampler.Sample();
    }

    /// <summary>A sample that the sampler of the encodes has not seen yet.</summary>
    void Publish(double utilization, int sessions = 0)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        Publish(new GpuReading { UtilizationPercent = utilization, EncoderSessions = sessions });
    }

    void Publish(GpuReading reading)
    {
        _joules += 110;
        _gpu.Publish(_time.GetTimestamp(), Gpus, [reading with { Up = true, EnergyJoules = _joules }]);
        _status.Sampled(_time.GetTimestamp(), default);
    }

    static GpuProcess Process(uint pid, double sm = 0, double encoder = 0, double decoder = 0) => new(pid, new EngineUse(sm, 50, encoder, decoder), 1000);

    static EncoderSession Session(uint pid) => new() { Id = 1, Pid = pid, Codec = EncoderCodec.H264, Width = 1920, Height = 1080 };

    EncodeReading Encode(string name) => _latest.Read()!.Encodes.Single(encode => encode.Identity.Name == name);

    double Joules(string name) => Encode(name).Shares.Where(share => share.GpuId == Card).Select(share => share.Energy.Joules).SingleOrDefault();

    (double Encodes, double Other, double Idle) Parts() => _latest.Read()!.Splits.Single(split => split.GpuId == Card).Parts is { } parts
        ? (parts.Encodes / 1e6, parts.Other / 1e6, parts.Idle / 1e6)
        : default;
}
