using System.Diagnostics;
using Wattd.Collectors.Sampling;

namespace Wattd.Tests.Collectors.Sampling;

public sealed class LatestSampleTests
{
    sealed record Inventory(int Length);

    [Fact]
    public void BeforeTheFirstSampleThereIsNone() =>
        Assert.Null(new LatestSample<Inventory, long>().Read());

    [Fact]
    public void ASampleIsReadAsItWasPublished()
    {
        var latest = new LatestSample<Inventory, long>();
        latest.Publish(7, new Inventory(2), [1, 2]);
        latest.Publish(8, new Inventory(1), [3]);

        var sample = latest.Read()!;

        Assert.Equal((8, 1), (sample.Timestamp, sample.Inventory.Length));
        Assert.Equal([3L], sample.Readings);
    }

    [Fact]
    public void ASampleInHandDoesNotChangeWhenTheNextIsPublished()
    {
        var latest = new LatestSample<Inventory, long>();
        latest.Publish(1, new Inventory(1), [1]);
        var sample = latest.Read()!;

        latest.Publish(2, new Inventory(1), [2]);

        Assert.Equal([1L], sample.Readings);
    }

    [Fact]
    public void EveryListenerGetsEverySample()
    {
        var latest = new LatestSample<Inventory, long>();
        Listener[] listeners = [new(), new()];
        foreach (var listener in listeners)
            latest.Listen(listener);
        latest.Publish(1, new Inventory(1), [5]);
        latest.Publish(2, new Inventory(1), [6]);
        Assert.All(listeners, listener => Assert.Equal([5, 6], listener.Values));
    }

    sealed class Listener : ISampleListener<Inventory, long>
    {
        public List<long> Values { get; } = [];

        public void Published(Inventory inventory, ReadOnlySpan<long> readings) => Values.AddRange(readings);
    }

    [Fact]
    public void PublishingAllocatesNothing()
    {
        var (latest, inventory) = (new LatestSample<Inventory, long>(), new Inventory(3));
        latest.Publish(1, inventory, [1, 2, 3]);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            latest.Publish(i, inventory, [i, i, i]);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>Each sample contains one number throughout; a torn one would show two.</summary>
    [Fact]
    public async Task ReadersSeeWholeSamplesWhileOthersArePublished()
    {
        var latest = new LatestSample<Inventory, long>();
        var done = false;
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            var seen = 0;
            while (!Volatile.Read(ref done) || seen == 0)
            {
                if (latest.Read() is not { } sample)
                    continue;
                seen++;
                Assert.Equal(sample.Timestamp % 5 + 1, sample.Readings.Length);
                Assert.Equal(sample.Readings.Length, sample.Inventory.Length);
                Assert.All(sample.Readings, reading => Assert.Equal(sample.Timestamp, reading));
            }
        })).ToArray();

        var inventories = Enumerable.Range(1, 5).Select(length => new Inventory(length)).ToArray();
        var readings = new long[5];
        for (var i = 1L; i <= 200_000; i++)
        {
            Array.Fill(readings, i);
            var inventory = inventories[i % 5];
            latest.Publish(i, inventory, readings.AsSpan(0, inventory.Length));
        }
        Volatile.Write(ref done, true);

        await Task.WhenAll(readers);
    }

    /// <summary>Samples that grow with each publication, so that each needs another array.</summary>
    [Fact]
    public async Task ReadersSeeWholeSamplesWhileTheyGrow()
    {
        var latest = new LatestSample<Inventory, long>();
        var done = false;
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            while (!Volatile.Read(ref done))
            {
                if (Volatile.Read(ref latest).Read() is not { } sample)
                    continue;
                Assert.Equal(sample.Timestamp, sample.Readings.Length);
                Assert.Equal(sample.Readings.Length, sample.Inventory.Length);
                Assert.All(sample.Readings, reading => Assert.Equal(sample.Timestamp, reading));
            }
        })).ToArray();

        var inventories = Enumerable.Range(0, 65).Select(length => new Inventory(length)).ToArray();
        var readings = new long[64];
        for (var watch = Stopwatch.StartNew(); watch.ElapsedMilliseconds < 1000;)
        {
            Volatile.Write(ref latest, new LatestSample<Inventory, long>());
            for (var length = 1; length <= readings.Length; length++)
            {
                Array.Fill(readings, length);
                latest.Publish(length, inventories[length], readings.AsSpan(0, length));
            }
        }
        Volatile.Write(ref done, true);

        await Task.WhenAll(readers);
    }
}
