using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Wattd.Collectors.Gpu;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Gpu.Xids;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Gpu.Xids;

public sealed class GpuXidsTests
{
    readonly FakeTimeProvider _time = new();
    readonly CollectingLogger _log = new();
    readonly GpuXids _xids;
    readonly GpuInventory _inventory = new("nvml", "580", 2, [FakeGpuSource.Gpu(0), FakeGpuSource.Gpu(1)]);

    public GpuXidsTests() => _xids = new GpuXids(_time, _log);

    GpuIdentity Gpu => _inventory.Gpus[0];

    [Fact]
    public void AGpuThatIsWatchedAndHasReportedNoneHasAnEmptyListAndAnotherHasNone()
    {
        _xids.Watch(Gpu);
        Assert.Equal([[], null], Lists(up: true));
    }

    [Fact]
    public void AFloodIsLoggedOnceAMinuteForEachXidWithTheCount()
    {
        _xids.Watch(Gpu);
        for (var second = 0; second < 150; second++)
        {
            for (var i = 0; i < 20; i++)
                _xids.Add(Gpu, 119);
            if (second % 50 == 0)
                _xids.Add(Gpu, 45);
            _xids.LogOverdue();
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(["119 1", "45 1", "119 1201", "45 2", "119 2401", "45 3"], Logged());
        Assert.Equal(3000, Single(119).Count);

        // The end of the flood is logged too.
        _time.Advance(TimeSpan.FromMinutes(1));
        _xids.LogOverdue();
        _xids.LogOverdue();
        Assert.Equal(["119 3000"], Logged().Skip(6));
    }

    [Fact]
    public void TheFirstIsLoggedAtOnceForEachGpu()
    {
        _xids.Watch(Gpu);
        _xids.Watch(_inventory.Gpus[1]);
        _xids.Add(Gpu, 13);
        _xids.Add(_inventory.Gpus[1], 13);
        Assert.Equal(["13 1", "13 1"], Logged());
    }

    [Fact]
    public void CriticalOnesAreErrorsAndTheOthersWarnings()
    {
        _xids.Watch(Gpu);
        foreach (var xid in KnownXid.All)
            _xids.Add(Gpu, (ulong)xid.Number);
        Assert.Equal(KnownXid.All.Select(xid => xid.IsCritical ? LogLevel.Error : LogLevel.Warning), _log.LevelsOf("GpuXid"));
    }

    [Fact]
    public void ManyUnknownNumbersShareOneLabel()
    {
        _xids.Watch(Gpu);
        for (var number = 10_000ul; number < 10_100; number++)
            _xids.Add(Gpu, number);
        _xids.Add(Gpu, ulong.MaxValue);
        _xids.Add(Gpu, 79);

        var seen = Lists(up: true)[0]!;
        Assert.Equal(XidCounts.MostUnlisted + 2, seen.Count);
        Assert.Equal(100 + 1 - XidCounts.MostUnlisted, Assert.Single(seen, xid => xid.Label == "other").Count);
        Assert.Equal(1, Assert.Single(seen, xid => xid.Label == "79").Count);
        Assert.Equal(102, seen.Sum(xid => xid.Count));
        // The log names the numbers, but not each of them at once.
        Assert.Equal(XidCounts.MostUnlisted + 2, Logged().Count());
    }

    [Fact]
    public void AnXidIsOpenUntilTheGpuHasBeenDownAndIsUpAgain()
    {
        _xids.Watch(Gpu);
        _xids.Add(Gpu, 48);
        Assert.True(Single(48).IsOpen);
        Assert.True(Assert.Single(Lists(up: false)[0]!).IsOpen);
        Assert.False(Single(48).IsOpen);

        _xids.Add(Gpu, 48);
        Assert.Equal((2, true), (Single(48).Count, Single(48).IsOpen));
    }

    [Fact]
    public void AnXidStaysOpenWhileNoSourceAnswers()
    {
        _xids.Watch(Gpu);
        _xids.Add(Gpu, 119);
        Assert.True(Assert.Single(Lists(up: false, isAnswer: false)[0]!).IsOpen);
        Assert.True(Single(119).IsOpen);

        _xids.NoteDown();
        Assert.False(Single(119).IsOpen);
    }

    [Fact]
    public void AnXidStaysOpenAfterItsGpuHasNotAnsweredInTime()
    {
        _xids.Watch(Gpu);
        _xids.Add(Gpu, 119);
        Assert.True(Assert.Single(Lists(up: false, timedOut: true)[0]!).IsOpen);
        Assert.True(Single(119).IsOpen);
    }

    [Fact]
    public void AGpuThatIsLostAndThenDoesNotAnswerInTimeHasBeenDown()
    {
        _xids.Watch(Gpu);
        _xids.Add(Gpu, 79);
        Lists(up: false);
        Assert.True(Assert.Single(Lists(up: false, timedOut: true)[0]!).IsOpen);
        Assert.False(Single(79).IsOpen);
    }

    [Fact]
    public void WhatAGpuHasReportedIsKeptWhenItGoesAndComesBack()
    {
        _xids.Watch(Gpu);
        _xids.Add(Gpu, 74);
        _xids.Fill(_inventory with { Gpus = [] }, [], isAnswer: true);
        _xids.Watch(Gpu);
        Assert.Equal(1, Single(74).Count);
    }

    [Fact]
    public void AnXidOfAGpuThatIsNotWatchedIsIgnored()
    {
        _xids.Add(Gpu, 79);
        Assert.Equal([null, null], Lists(up: true));
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void ATickWithoutNewsAllocatesNothing()
    {
        _xids.Watch(Gpu);
        _xids.Add(Gpu, 79);
        var readings = new GpuReading[2];
        _xids.Fill(_inventory, readings, isAnswer: true);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            _xids.Fill(_inventory, readings, isAnswer: true);
            _xids.LogOverdue();
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void WhateverIsReportedEveryXidIsCountedAndLoggedAndNoXidMoreThanOnceAMinute()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var (time, log) = (new FakeTimeProvider(), new CollectingLogger());
            var xids = new GpuXids(time, log);
            xids.Watch(Gpu);
            var (added, minutes, readings) = (0L, 0.0, new GpuReading[2]);
            for (var step = 0; step < 400; step++)
            {
                for (var i = random.Next(4); i > 0; i--, added++)
                    xids.Add(Gpu, (ulong)(random.Next(3) == 0 ? random.Next(1000) : KnownXid.All[random.Next(KnownXid.All.Length)].Number));
                xids.LogOverdue();
                var pause = TimeSpan.FromSeconds(random.Next(20));
                minutes += pause.TotalMinutes;
                time.Advance(pause);
                var before = readings[0].Xids?.ToDictionary(xid => xid.Label, xid => xid.Count) ?? [];
                readings[0].Up = random.Next(10) > 0;
                xids.Fill(_inventory, readings, isAnswer: true);
                Assert.All(before, old => Assert.True(readings[0].Xids!.Single(xid => xid.Label == old.Key).Count >= old.Value));
            }
            time.Advance(TimeSpan.FromMinutes(1));
            xids.LogOverdue();

            var seen = readings[0].Xids!;
            Assert.Equal(added, seen.Sum(xid => xid.Count));
            Assert.InRange(seen.Count, 1, KnownXid.All.Length + XidCounts.MostUnlisted + 2);
            var logged = log.Lines.Select(line => line.Message.Split("reports XID ")[1].Split(',')[0]).GroupBy(label => label).ToList();
            Assert.All(logged, lines => Assert.InRange(lines.Count(), 1, (int)minutes + 2));
            // The last message about a number has its last count.
            Assert.All(seen.Where(xid => xid.Label is not ("other" or "unknown")), xid =>
                Assert.Contains($"reports XID {xid.Label}, {xid.Count} since", log.Lines.Last(line => line.Message.Contains($"reports XID {xid.Label},", StringComparison.Ordinal)).Message));
        }
    }

    [Fact]
    public async Task CountsOfSeveralThreadsAreComplete()
    {
        _xids.Watch(Gpu);
        var readers = Task.Run(
            () =>
            {
                for (var i = 0; i < 1000; i++)
                    Lists(up: true);
            },
            TestContext.Current.CancellationToken);
        Parallel.For(0, 4, _ =>
        {
            for (var i = 0; i < 1000; i++)
                _xids.Add(Gpu, 79);
        });
        await readers;
        Assert.Equal(4000, Single(79).Count);
    }

    SeenXid Single(int number) => Lists(up: true)[0]!.Single(xid => xid.Label == $"{number}");

    IReadOnlyList<SeenXid>?[] Lists(bool up, bool isAnswer = true, bool timedOut = false)
    {
        GpuReading[] readings = [new() { Up = up, TimedOut = timedOut }, new() { Up = up, TimedOut = timedOut }];
        _xids.Fill(_inventory, readings, isAnswer);
        return [.. readings.Select(reading => reading.Xids)];
    }

    /// <summary>Each message as number and count.</summary>
    IEnumerable<string> Logged() => _log.Lines.Select(line => line.Message.Split("reports XID ")[1].Split(" since")[0].Replace(",", "", StringComparison.Ordinal));
}
