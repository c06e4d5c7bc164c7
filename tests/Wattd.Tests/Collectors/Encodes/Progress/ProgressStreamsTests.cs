using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Wattd.Collectors.Encodes.Progress;

namespace Wattd.Tests.Collectors.Encodes.Progress;

public sealed class ProgressStreamsTests
{
    const ulong Channel = 42, Other = 43;

    readonly FakeTimeProvider _time = new();
    readonly FakeSockets _sockets = new();
    readonly ProgressStreams _streams;

    public ProgressStreamsTests() => _streams = new ProgressStreams(TimeSpan.FromSeconds(1), _sockets, _time);

    [Fact]
    public void AReportCountsInTheCgroupOfItsSocket()
    {
        _sockets.Open(1, Channel);
        Send(1, ReportText.Of(50));
        Assert.Equal(
            new CgroupProgress
            {
                CgroupId = Channel, Frames = 50, DuplicatedFrames = 5, DroppedFrames = 10, Bytes = 50_000,
                MediaTime = TimeSpan.FromMicroseconds(1_666_666), Outputs = 1, Reporting = 1, LastReport = _time.GetTimestamp(),
            }, Assert.Single(Read()));
        Assert.Equal(new ProgressCounts(Taken: 1, UnknownSender: 0, Malformed: 0, OverLimit: 0), _streams.Counts);
    }

    [Fact]
    public void TwoFfmpegsInOneUnitAddUp()
    {
        _sockets.Open(1, Channel);
        _sockets.Open(2, Channel);
        _sockets.Open(3, Other);
        Send(1, ReportText.Of(100));
        Send(2, ReportText.Of(20, quantizer: ["28.0", "30.0"]));
        Send(3, ReportText.Of(7));
        Send(1, ReportText.Of(130));
        Assert.Equal((150L, 3, 2), Of(Channel, cgroup => (cgroup.Frames!.Value, cgroup.Outputs, cgroup.Reporting)));
        Assert.Equal(7, Of(Other, cgroup => cgroup.Frames));
    }

    [Fact]
    public void ARestartedFfmpegGoesOnFromTheTotals()
    {
        _sockets.Open(1, Channel);
        Send(1, ReportText.Of(100));
        _sockets.Close(1);
        _sockets.Open(2, Channel);
        Send(2, ReportText.Of(5));
        Assert.Equal(105, Of(Channel, cgroup => cgroup.Frames));
    }

    [Fact]
    public void ARestartedFfmpegOnTheSamePortCountsFromItsStart()
    {
        _sockets.Open(1, Channel);
        Send(1, ReportText.Of(100));
        _sockets.Open(1, Channel);
        Send(1, ReportText.Of(60));
        Assert.Equal((160L, 1), Of(Channel, cgroup => (cgroup.Frames!.Value, cgroup.Reporting)));
    }

    [Fact]
    public void TheLastReportClosesItsFfmpegAndKeepsItsFrames()
    {
        _sockets.Open(1, Channel);
        Send(1, ReportText.Of(100));
        Send(1, ReportText.Of(130, isLast: true));
        Assert.Equal((130L, 0, 0, null), Of(Channel, cgroup => (cgroup.Frames!.Value, cgroup.Reporting, cgroup.Outputs, cgroup.Fps)));
        Assert.Null(Of(Channel, cgroup => cgroup.LastReport));
    }

    [Fact]
    public void TheSilenceIsThatOfTheFfmpegThatHasBeenSilentLongest()
    {
        _sockets.Open(1, Channel);
        _sockets.Open(2, Channel);
        Send(1, ReportText.Of(100));
        var hung = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromSeconds(20));
        Send(2, ReportText.Of(20));
        Assert.Equal(hung, Of(Channel, cgroup => cgroup.LastReport));

        _sockets.Close(1);
        _streams.Sweep(FakeSockets.Address(9507));
        Assert.Equal(_time.GetTimestamp(), Of(Channel, cgroup => cgroup.LastReport));
    }

    [Fact]
    public void APortThatAnotherCgroupHasAfterTheLastReportIsCreditedToThat()
    {
        _sockets.Open(1, Channel);
        Send(1, ReportText.Of(100, isLast: true));
        _sockets.Open(1, Other);
        Send(1, ReportText.Of(200));
        Assert.Equal((100L, 200L), (Of(Channel, cgroup => cgroup.Frames), Of(Other, cgroup => cgroup.Frames)));
    }

    [Fact]
    public void APortThatAnotherCgroupHasWithoutALastReportIsSeenByItsLowerCounts()
    {
        _sockets.Open(1, Channel);
        Send(1, ReportText.Of(100));
        _sockets.Open(1, Other);
        Send(1, ReportText.Of(3));
        Assert.Equal((100L, 3L), (Of(Channel, cgroup => cgroup.Frames), Of(Other, cgroup => cgroup.Frames)));
    }

    [Fact]
    public void APortThatAnotherCgroupHasIsSeenAfterTenSecondsAtTheLatest()
    {
        _sockets.Open(1, Channel);
        Send(1, ReportText.Of(100));
        _sockets.Open(1, Other);
        _time.Advance(TimeSpan.FromSeconds(10));
        Send(1, ReportText.Of(500));
        Assert.Equal((100L, 500L), (Of(Channel, cgroup => cgroup.Frames), Of(Other, cgroup => cgroup.Frames)));
    }

    [Fact]
    public void TheKernelIsNotAskedForEveryReport()
    {
        _sockets.Open(1, Channel);
        for (var i = 1; i <= 19; i++)
        {
            Send(1, ReportText.Of(i));
            _time.Advance(TimeSpan.FromMilliseconds(500));
        }
        Assert.Equal(1, _sockets.Questions);
    }

    [Fact]
    public void AnFfmpegThatIsGoneWhenItsLastReportIsReadIsCountedAllTheSame()
    {
        _sockets.Open(1, Channel);
        Send(1, ReportText.Of(100));
        _time.Advance(TimeSpan.FromSeconds(11));
        _sockets.Close(1);
        Send(1, ReportText.Of(130, isLast: true));
        Assert.Equal(130, Of(Channel, cgroup => cgroup.Frames));
    }

    /// <summary>A program that passes on the reports of several runs, one after the other.</summary>
    [Fact]
    public void LowerCountsFromTheSameSocketAreANewRun()
    {
        _sockets.Open(1, Channel);
        Send(1, ReportText.Of(100));
        Send(1, ReportText.Of(1));
        Send(1, ReportText.Of(31));
        Assert.Equal(130, Of(Channel, cgroup => cgroup.Frames));
    }

    [Fact]
    public void WithoutASocketTheSenderIsUnknownAndNothingIsCounted()
    {
        Send(1, ReportText.Of(100));
        _sockets.Open(2, cgroup: 0);
        Send(2, ReportText.Of(100));
        Assert.Empty(Read());
        Assert.Equal(2, _streams.Counts.UnknownSender);
    }

    [Fact]
    public void ForgedReportsAreCreditedToTheCgroupOfTheirSenderOnly()
    {
        _sockets.Open(1, Channel);
        _sockets.Open(2, Other);
        Send(1, ReportText.Of(100));
        Send(2, ReportText.Of(9_000_000));
        Assert.Equal(100, Of(Channel, cgroup => cgroup.Frames));
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("\n\n\n")]
    [InlineData("progress=continue\n")]
    [InlineData("frame=1\nstream_0_0_q=28.0\ndup_frames=0\ndrop_frames=0\n")]
    [InlineData("stream_0_80_q=28.0\ndup_frames=0\ndrop_frames=0\nprogress=continue\n")]
    [InlineData("frame=1\ndup_frames=0\nprogress=continue\nframe=2\ndup_frames=0\nprogress=continue\n")]
    [InlineData("frame=1\ndup_frames=0\nprogress=continue\nframe=2\n")]
    [InlineData("frame=1\ndup_frames=0\nprogress=continue")]
    [InlineData("frame=9223372036854775807\nstream_0_0_q=28.0\ndup_frames=0\ndrop_frames=0\nprogress=continue\n")]
    [InlineData("total_size=9007199254740993\ndup_frames=0\ndrop_frames=0\nprogress=continue\n")]
    public void WhatIsNotOneWholeReportIsMalformed(string datagram)
    {
        _sockets.Open(1, Channel);
        Send(1, System.Text.Encoding.ASCII.GetBytes(datagram));
        Assert.Equal((new ProgressCounts(0, 0, Malformed: 1, 0), 0), (_streams.Counts, Read().Count));
        Send(1, ReportText.Of(7));
        Assert.Equal(7, Of(Channel, cgroup => cgroup.Frames));
    }

    [Fact]
    public void AReportThatIsCutAnywhereIsMalformed()
    {
        _sockets.Open(1, Channel);
        var report = ReportText.Of(120);
        for (var length = 0; length < report.Length; length++)
            Send(1, report[..length]);
        Assert.Equal(new ProgressCounts(0, 0, Malformed: report.Length, 0), _streams.Counts);
    }

    [Fact]
    public void TotalsStopAtTheLargestNumberThatAPageShowsExactly()
    {
        for (var i = 1; i <= 3; i++)
        {
            _sockets.Open(i, Channel);
            Send(i, ReportText.Of(9_000_000_000_000));
            Send(i, System.Text.Encoding.ASCII.GetBytes($"frame={CgroupTotals.Largest}\nstream_0_0_q=28.0\ndup_frames=0\ndrop_frames=0\nprogress=continue\n"));
        }
        Assert.Equal(CgroupTotals.Largest, Of(Channel, cgroup => cgroup.Frames));
    }

    [Fact]
    public void CopiedVideoHasNoFramesButMedia()
    {
        _sockets.Open(1, Channel);
        Send(1, ReportText.Of(60, quantizer: "-1.0"));
        Assert.Equal((null, null, TimeSpan.FromSeconds(2), 0, 1), Of(Channel, cgroup => (cgroup.Frames, cgroup.DroppedFrames, cgroup.MediaTime, cgroup.Outputs, cgroup.Reporting)));
    }

    [Fact]
    public void TheCopiesOfOneSenderSayNothingAboutTheNext()
    {
        Send(1, ReportText.Of(60));
        _sockets.Open(2, Channel);
        Send(2, ReportText.Of(60, quantizer: "-1.0"));
        Assert.Null(Of(Channel, cgroup => cgroup.Frames));
    }

    [Fact]
    public void AudioHasMediaAndNoFrames()
    {
        _sockets.Open(1, Channel);
        Send(1, ReportText.OfAudio(TimeSpan.FromSeconds(2)));
        Assert.Equal((null, TimeSpan.FromSeconds(2), null), Of(Channel, cgroup => (cgroup.Frames, cgroup.MediaTime, cgroup.Bytes)));
    }

    /// <summary>wattd has counted none of its energy.</summary>
    [Fact]
    public void WhatAnFfmpegDidBeforeWattdStartedIsNotCounted()
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        _sockets.Open(1, Channel);
        Send(1, ReportText.Of(100_000, fps: "30.00"));
        Assert.Equal((0L, 0L, TimeSpan.Zero), Of(Channel, cgroup => (cgroup.Frames, cgroup.Bytes, cgroup.MediaTime)));
        Send(1, ReportText.Of(100_015, fps: "30.00"));
        Assert.Equal(15, Of(Channel, cgroup => cgroup.Frames));
    }

    [Fact]
    public void WhatAnFfmpegDidSinceWattdStartedIsCountedEvenIfItsFirstReportsAreLost()
    {
        _time.Advance(TimeSpan.FromHours(1));
        _sockets.Open(1, Channel);
        Send(1, ReportText.Of(3000, fps: "30.00"));
        Assert.Equal(3000, Of(Channel, cgroup => cgroup.Frames));
    }

    [Fact]
    public void RatesAreThoseOfTheLastIntervalByTheClockOfWattd()
    {
        _sockets.Open(1, Channel);
        _sockets.Open(2, Channel);
        // The means of ffmpeg are wrong on purpose.
        for (var i = 0; i <= 6; i++)
        {
            Send(1, ReportText.Of(i * 30, fps: "11.00"));
            Send(2, ReportText.Of(i * 10, fps: "11.00"));
            _time.Advance(TimeSpan.FromMilliseconds(500));
        }
        var (fps, speed) = Of(Channel, cgroup => (cgroup.Fps!.Value, cgroup.Speed!.Value));
        Assert.Equal(80, fps, 0.001);
        Assert.Equal(20.0 / 30, speed, 0.001);
    }

    [Fact]
    public void BeforeTheFirstIntervalThereIsNoRate()
    {
        _sockets.Open(1, Channel);
        Send(1, ReportText.Of(0));
        _time.Advance(TimeSpan.FromMilliseconds(500));
        Send(1, ReportText.Of(30));
        Assert.Equal((null, null), Of(Channel, cgroup => (cgroup.Fps, cgroup.Speed)));
    }

    /// <summary>wattd was stopped: the socket has kept old reports, and dropped new ones.</summary>
    [Fact]
    public void ReportsThatWaitedInTheSocketCountAtTheTimeOfTheirReceipt()
    {
        _sockets.Open(1, Channel);
        Send(1, ReportText.Of(0));
        _time.Advance(TimeSpan.FromSeconds(100));
        Send(1, ReportText.Of(15), TimeSpan.FromSeconds(99.5));
        Send(1, ReportText.Of(30), TimeSpan.FromSeconds(99));
        Assert.Equal(_time.GetTimestamp() - (99 * _time.TimestampFrequency), Of(Channel, cgroup => cgroup.LastReport));
        Send(1, ReportText.Of(3000));
        Assert.Equal((30.0, 3000L), Of(Channel, cgroup => (cgroup.Fps!.Value, cgroup.Frames!.Value)));
    }

    /// <summary>The clock of the kernel's times can be set.</summary>
    [Fact]
    public void AnAgeThatIsImpossibleLeavesTheReportsInTheirOrder()
    {
        _sockets.Open(1, Channel);
        Send(1, ReportText.Of(0));
        var first = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromSeconds(1));
        Send(1, ReportText.Of(30), TimeSpan.FromHours(2));
        Assert.Equal((first, 30L), Of(Channel, cgroup => (cgroup.LastReport, cgroup.Frames!.Value)));
        _time.Advance(TimeSpan.FromSeconds(1));
        Send(1, ReportText.Of(60));
        Assert.Equal(30, Of(Channel, cgroup => cgroup.Fps));
    }

    [Fact]
    public void ASilentFfmpegIsNotReportingAndGoesOnWhenItReportsAgain()
    {
        _sockets.Open(1, Channel);
        Send(1, ReportText.Of(10));
        _time.Advance(TimeSpan.FromMinutes(10));
        _streams.Sweep(FakeSockets.Address(9507));
        Assert.Equal((10L, 0, null), Of(Channel, cgroup => (cgroup.Frames!.Value, cgroup.Reporting, cgroup.Fps)));
        Send(1, ReportText.Of(25));
        Assert.Equal((25L, 1), Of(Channel, cgroup => (cgroup.Frames!.Value, cgroup.Reporting)));
    }

    [Fact]
    public void AnFfmpegThatReportsSeldomIsNotSilentInBetween()
    {
        _sockets.Open(1, Channel);
        for (var i = 0; i < 3; i++)
        {
            Send(1, ReportText.Of(i * 100));
            _time.Advance(TimeSpan.FromSeconds(20));
        }
        Assert.Equal(1, Of(Channel, cgroup => cgroup.Reporting));
    }

    [Fact]
    public void AKilledFfmpegIsForgottenOnceItsSocketIsGoneAndItsFramesStay()
    {
        _sockets.Open(1, Channel);
        Send(1, ReportText.Of(10));
        _sockets.Close(1);
        _time.Advance(TimeSpan.FromSeconds(10));
        _streams.Sweep(FakeSockets.Address(9507));
        Assert.Equal(0, _streams.Senders);
        Assert.Equal(10, Of(Channel, cgroup => cgroup.Frames));
    }

    [Fact]
    public void ACgroupThatHasGoneIsForgottenWithItsSenders()
    {
        _sockets.Open(1, Channel);
        _sockets.Open(2, Other);
        Send(1, ReportText.Of(10));
        Send(2, ReportText.Of(20));
        _streams.Forget(Channel);
        Assert.Equal(Other, Assert.Single(Read()).CgroupId);
        _sockets.Close(1);
        Send(1, ReportText.Of(11));
        Assert.Equal((1L, 1), (_streams.Counts.UnknownSender, Read().Count));
    }

    [Fact]
    public void ThousandsOfSendersOfOneCgroupTakeAQuarterOfThePlaces()
    {
        for (var port = 1; port <= 5000; port++)
        {
            _sockets.Open(port, Other);
            Send(port, ReportText.Of(1));
        }
        _sockets.Open(6000, Channel);
        Send(6000, ReportText.Of(30));
        Assert.Equal((ProgressStreams.MostSendersOfOne, 30L), (Of(Other, cgroup => cgroup.Reporting), Of(Channel, cgroup => cgroup.Frames)));
        Assert.Equal(5000 - ProgressStreams.MostSendersOfOne, _streams.Counts.OverLimit);
    }

    [Fact]
    public void ThousandsOfCgroupsAreBounded()
    {
        for (var port = 1; port <= 5000; port++)
        {
            _sockets.Open(port, (ulong)port);
            Send(port, ReportText.Of(1));
        }
        Assert.Equal((ProgressStreams.MostCgroups, 5000L - ProgressStreams.MostCgroups), (Read().Count, _streams.Counts.OverLimit));
    }

    [Fact]
    public void PlacesOfSendersThatAreGoneAreGivenToOthers()
    {
        for (var port = 1; port <= ProgressStreams.MostSendersOfOne; port++)
        {
            _sockets.Open(port, Channel);
            Send(port, ReportText.Of(1, isLast: true));
            _sockets.Close(port);
        }
        _time.Advance(TimeSpan.FromSeconds(1));
        _sockets.Open(5000, Channel);
        Send(5000, ReportText.Of(1));
        Assert.Equal(0, _streams.Counts.OverLimit);
    }

    [Fact]
    public void AReportOfAKnownSenderAllocatesNothing()
    {
        _sockets.Open(1, Channel);
        var (first, second, third) = (ReportText.Of(1), ReportText.Of(20), ReportText.Of(40));
        var list = new List<CgroupProgress>(4);
        Send(1, first);
        Send(1, second);
        _streams.Read(list);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Send(1, third);
        _streams.Read(list);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(40, list[0].Frames);
    }

    /// <summary>Whatever is sent and whoever sends: the totals are the sums of the runs, and never go back.</summary>
    [Fact]
    public void TotalsAreTheSumsOfTheRunsAndNeverGoBack() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 9], Gen.Int[0, 400], Gen.Bool).Array[1, 120].Sample(steps =>
        {
            var (time, sockets) = (new FakeTimeProvider(), new FakeSockets());
            var streams = new ProgressStreams(TimeSpan.FromSeconds(1), sockets, time);
            var (frames, total, seen) = (new Dictionary<int, long>(), new long[3], new long[3]);
            var list = new List<CgroupProgress>();
            foreach (var (port, action, amount, isLast) in steps)
            {
                var cgroup = (port % 2) + 1;
                time.Advance(TimeSpan.FromMilliseconds(amount * 20));
                if (action == 0 || !frames.ContainsKey(port))
                {
                    // A run begins where the last one ended, or was killed. Its first report is lower, as that of every run.
                    sockets.Open(port, (ulong)cgroup);
                    frames[port] = 0;
                    streams.Add(FakeSockets.Address(port), FakeSockets.Address(9507), ReportText.Of(0), TimeSpan.Zero);
                }
                frames[port] += amount;
                total[cgroup] += amount;
                streams.Add(FakeSockets.Address(port), FakeSockets.Address(9507), ReportText.Of(frames[port], isLast), TimeSpan.Zero);
                streams.Read(list);
                foreach (var one in list)
                {
                    if (one.Frames < seen[one.CgroupId])
                        return false;
                    seen[one.CgroupId] = one.Frames ?? 0;
                }
            }
            return total.SequenceEqual(seen);
        });

    void Send(int port, byte[] datagram, TimeSpan age = default) => _streams.Add(FakeSockets.Address(port), FakeSockets.Address(9507), datagram, age);

    List<CgroupProgress> Read()
    {
        var list = new List<CgroupProgress>();
        _streams.Read(list);
        return list;
    }

    T Of<T>(ulong cgroup, Func<CgroupProgress, T> value) => value(Read().Single(one => one.CgroupId == cgroup));
}
