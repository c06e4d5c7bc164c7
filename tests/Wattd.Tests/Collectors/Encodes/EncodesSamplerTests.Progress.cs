using Wattd.Collectors.Encodes;
using Wattd.Collectors.Encodes.Cgroups;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Encodes;

/// <summary>Which encode counts the frames that ffmpegs report.</summary>
public sealed partial class EncodesSamplerTests
{
    [Fact]
    public void TheReportsOfTwoFfmpegsInOneUnitAddUp()
    {
        Tick(a: 1);
        _progress.Report(1, frames: 100, fps: 25, speed: 1).Report(1001, frames: 40, fps: 50, speed: 0.5);
        _cgroups.Inside(1001, A);
        Tick(a: 1);
        _progress.Report(1, frames: 125, fps: 25, speed: 1).Report(1001, frames: 90, fps: 50, speed: 0.5);
        Tick(a: 1);
        var reading = Encode("a");
        Assert.Equal((215L, 75.0, 0.5), (reading.Frames, reading.Fps, reading.Speed));
        Assert.NotNull(reading.LastReport);
        Assert.Null(Encode("b").LastReport);
    }

    [Fact]
    public void FramesGoOnWhenTheCgroupIsReplaced()
    {
        Tick(a: 1);
        _progress.Report(1, frames: 100);
        Tick(a: 1);
        _cgroups.End(A, isGone: true);
        Tick();
        Tick();
        Assert.Equal([1UL], _progress.Forgotten);
        _cgroups.Add(A, id: 8);
        _progress.Report(8, frames: 7);
        Tick(a: 1);
        Assert.Equal(107, Encode("a").Frames);
    }

    [Fact]
    public void TheLastReportOfAnEncodeThatIsGoneIsInItsRecord()
    {
        Tick(a: 1);
        _progress.Report(1, frames: 100);
        Tick(a: 1);
        _cgroups.End(A, isGone: true);
        Tick();
        Assert.Empty(Latest.EndedEncodes);
        // It was gathered with the reports of others, and is read later than the end is seen.
        _progress.Report(1, frames: 110);
        Tick();
        Assert.Equal(110, Assert.Single(Latest.EndedEncodes).Frames);
        Assert.Equal([1UL], _progress.Forgotten);
    }

    [Fact]
    public void ALaterRunInADirectoryThatStaysDoesNotCountTheFramesOfForgottenOnes()
    {
        Tick(a: 1);
        _progress.Report(1, frames: 100);
        Tick(a: 1);
        _progress.End(1);
        _cgroups.End(A);
        Tick();
        _time.Advance(TimeSpan.FromMinutes(6));
        Tick();
        Assert.Equal([1UL], _progress.Forgotten);
        _cgroups.Add(A, id: 1);
        _progress.Report(1, frames: 7);
        Tick(a: 1);
        Assert.Equal(7, Encode("a").Frames);
    }

    [Fact]
    public void ACgroupWithinAnEncodeIsForgottenWhenItIsGoneAndItsFramesStay()
    {
        _cgroups.Inside(1001, A);
        Tick(a: 1);
        _progress.Report(1001, frames: 40);
        Tick(a: 1);
        _progress.End(1001);
        Tick(a: 1);
        _time.Advance(TimeSpan.FromMinutes(1));
        Tick(a: 1);
        Assert.Empty(_progress.Forgotten);
        _cgroups.RemoveInside(1001);
        _time.Advance(TimeSpan.FromMinutes(1));
        Tick(a: 1);
        Assert.Equal([1001UL], _progress.Forgotten);
        Assert.Equal(40, Encode("a").Frames);
    }

    [Fact]
    public void FramesThatWereCountedInAnInnerCgroupAreNotCountedAgainInTheOneThatHoldsIt()
    {
        Tick(a: 1);
        _progress.Report(1, frames: 100);
        Tick(a: 1);
        _cgroups.Leave(A, "jobs/box", holderId: 9);
        _progress.Report(1, frames: 130);
        Tick();
        Tick();
        Assert.Equal((130, 0), (Encode("a").Frames, Encode("jobs/box").Frames));
        _progress.Report(1, frames: 150);
        Tick();
        Assert.Equal((130, 20), (Encode("a").Frames, Encode("jobs/box").Frames));
        Assert.Empty(_progress.Forgotten);
    }

    [Fact]
    public void FramesOfAnInnerCgroupThatIsLeftBeforeItsClaimIsReadAreNotLost()
    {
        Tick(a: 1);
        _cgroups.MayClaim(5, "jobs/box/inner.service");
        _progress.Report(5, frames: 100);
        Tick(a: 1);
        _cgroups.Leave("jobs/box/inner.service", "jobs/box", holderId: 9);
        _progress.Report(5, frames: 130);
        Tick();
        _progress.Report(5, frames: 150);
        Tick();
        Assert.Equal(150, Latest.Encodes.Sum(encode => encode.Frames));
    }

    [Fact]
    public void AfterManySendersOfNoEncodeFramesAreStillNotCountedTwice()
    {
        Tick(a: 1);
        _progress.Report(1, frames: 100);
        Tick(a: 1);
        for (ulong i = 0; i < 80; i++)
            _progress.Report(5000 + i, frames: 1).End(5000 + i);
        Tick(a: 1);
        Tick(a: 1);
        _cgroups.Leave(A, "jobs/box", holderId: 9);
        _progress.Report(1, frames: 130);
        Tick();
        _progress.Report(1, frames: 150);
        Tick();
        Assert.Equal((130, 20), (Encode("a").Frames, Encode("jobs/box").Frames));
    }

    [Fact]
    public void TheLastFramesOfOneThatMakesRoomAreInItsRecord()
    {
        using var planted = new PlantedCgroups();
        planted.Add(A);
        var options = new EncodesOptions { Most = 1, CgroupPath = planted.Path, ProcfsPath = planted.Procfs };
        var follower = new CgroupFollower(options, _log);
        using var sampler = new EncodesSampler(options, follower, _progress, cpu: null, gpu: null, _latest, _time, _log);
        var id = new CgroupTree(planted.Path).IdOf(A)!.Value;
        _progress.Report(id, frames: 100);
        Sample();
        Sample();
        Assert.Equal(100, Encode("a").Frames);
        _progress.Report(id, frames: 130).End(id);
        planted.SetPopulated(A, false);
        planted.Add(B);
        follower.Look();
        Sample();
        Sample();
        var ended = Assert.Single(Latest.EndedEncodes);
        Assert.Equal(("a", 130), (ended.Name, ended.Frames));

        void Sample()
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            sampler.Sample();
        }
    }

    [Fact]
    public void AUnitThatIsGoneBeforeItsClaimIsReadLeavesNoReportsBehind()
    {
        Tick(a: 1);
        _cgroups.MayClaim(5, "system.slice/live.service");
        _progress.Report(5, frames: 10);
        Tick(a: 1);
        _cgroups.End("system.slice/live.service", isGone: true);
        Tick(a: 1);
        Tick(a: 1);
        Assert.Equal([5UL], _progress.Forgotten);
    }

    [Fact]
    public void AnUnmatchedUnitThatSendsProgressBecomesAnEncode()
    {
        Tick(a: 1);
        _cgroups.MayClaim(5, "system.slice/live.service");
        _progress.Report(5, frames: 10);
        Tick(a: 1);
        Tick(a: 1);
        Assert.Equal((FoundBy.Progress, 10L), (Encode("live").Identity.FoundBy, Encode("live").Frames));
    }
}
