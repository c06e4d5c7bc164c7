using Wattd.Collectors.Encodes;

namespace Wattd.Tests.Collectors.Encodes;

/// <summary>How often it samples: less often while there is nothing to split, until there is news.</summary>
public sealed partial class EncodesSamplerTests
{
    [Fact]
    public void WhileNothingRunsItSamplesLessOftenUntilThereIsNews()
    {
        var wakeUps = 0;
        _sampler.UseWakeUp(() => wakeUps++);
        Tick(a: 1);
        Assert.Equal(1, _sampler.Interval.TotalSeconds);
        _cgroups.TellNews();
        Assert.Equal(0, wakeUps);
        _cgroups.End(A).End(B);
        Tick();
        Tick();
        Assert.Equal((5, 17), (_sampler.Interval.TotalSeconds, _sampler.Status.SampleLifetime.TotalSeconds));
        _cgroups.TellNews();
        Assert.Equal(1, wakeUps);
        _cgroups.Add(A, id: 1);
        Tick(a: 1);
        Assert.Equal((1, 5), (_sampler.Interval.TotalSeconds, _sampler.Status.SampleLifetime.TotalSeconds));
    }

    [Fact]
    public void ItDoesNotRestWhileAnFfmpegReportsOfWhichNoUnitIsKnown()
    {
        var wakeUps = 0;
        _sampler.UseWakeUp(() => wakeUps++);
        _cgroups.End(A).End(B);
        Tick();
        Assert.Equal(5, _sampler.Interval.TotalSeconds);
        _progress.Report(77, frames: 1);
        _progress.TellNews();
        Assert.Equal(1, wakeUps);
        Tick();
        Assert.Equal(1, _sampler.Interval.TotalSeconds);
        _progress.End(77);
        Tick();
        Assert.Equal(5, _sampler.Interval.TotalSeconds);
    }

    [Fact]
    public void ItDoesNotRestWhereBirthsAreOnlyFoundByReading()
    {
        _cgroups.TellsNews = false;
        _cgroups.End(A).End(B);
        Tick();
        Assert.Equal(1, _sampler.Interval.TotalSeconds);
    }

    [Fact]
    public void NewsDuringASampleIsNotForgotten()
    {
        var rest = new EncodesRest(new EncodesOptions());
        rest.BeginSample();
        rest.End();
        rest.EndSample(isUp: true, isQuiet: true);
        Assert.Equal(1, rest.Interval.TotalSeconds);
        rest.BeginSample();
        rest.EndSample(isUp: true, isQuiet: true);
        Assert.Equal(1, rest.Interval.TotalSeconds);
        rest.BeginSample();
        rest.EndSample(isUp: true, isQuiet: true);
        Assert.Equal(5, rest.Interval.TotalSeconds);
    }

    [Fact]
    public void ItRestsNoLongerThanItTakesToLookForCgroups()
    {
        _sampler.Dispose();
        _sampler = Sampler(new EncodesOptions { DiscoveryInterval = TimeSpan.FromSeconds(2) });
        _cgroups.End(A).End(B);
        Tick();
        Assert.Equal(2, _sampler.Interval.TotalSeconds);
    }

    [Fact]
    public void AUnitThatIsFoundByTheOnlyReportOfItsFfmpegRunsInTheNextSecond()
    {
        _cgroups.End(A).End(B);
        Tick();
        _cgroups.MayClaim(77, "system.slice/worker.service");
        _progress.Report(77, frames: 10).End(77);
        _progress.TellNews();
        Tick();
        Assert.Equal(1, _sampler.Interval.TotalSeconds);
        Tick();
        Assert.True(Encode("worker").IsRunning);
    }

    [Fact]
    public void MuchNewsThatIsOfNoEncodeWakesItOnceASecond()
    {
        var wakeUps = 0;
        _sampler.UseWakeUp(() => wakeUps++);
        _cgroups.End(A).End(B);
        Tick();
        for (var i = 0; i < 100; i++)
        {
            _progress.TellNews();
            _sampler.Sample();
        }
        Assert.Equal(1, wakeUps);
    }

    [Fact]
    public void WithoutCgroup2NewsDoesNotWakeIt()
    {
        var wakeUps = 0;
        _sampler.UseWakeUp(() => wakeUps++);
        _cgroups.IsMissing = true;
        _time.Advance(TimeSpan.FromMinutes(1));
        _sampler.Sample();
        _progress.TellNews();
        Assert.Equal(0, wakeUps);
        Assert.Equal(5, _sampler.Interval.TotalSeconds);
    }
}
