using CsCheck;
using Wattd.Collectors.Sampling;

namespace Wattd.Tests.Collectors.Sampling;

public sealed class SecondHistoryTests
{
    readonly SecondHistory<string> _history = new(columns: 2);

    public SecondHistoryTests() => _history.Follow(["a", "b"]);

    [Fact]
    public void BeforeTheFirstRowThereAreNoValues() => Assert.All(Read("a", 0, last: 700), value => Assert.Equal(float.NaN, value));

    [Fact]
    public void EachItemHasItsColumns()
    {
        _history.Write(7, [1, 2, 3, 4]);
        Assert.Equal([1, 2, 3, 4], [.. Read("a", 0, 7, 1), .. Read("a", 1, 7, 1), .. Read("b", 0, 7, 1), .. Read("b", 1, 7, 1)]);
        Assert.Equal([float.NaN], Read("c", 0, 7, 1));
    }

    [Fact]
    public void ASecondWithoutASampleHasNoValue()
    {
        _history.Write(7, [1, 1, 1, 1]);
        _history.Write(10, [2, 2, 2, 2]);
        Assert.Equal([float.NaN, 1, float.NaN, float.NaN, 2, float.NaN], Read("a", 0, last: 11, seconds: 6));
    }

    [Fact]
    public void ItWrapsAndKeepsTenMinutes()
    {
        for (var second = 5; second <= 5000; second++)
            _history.Write(second, [second, -second, 0, 0]);
        Assert.Equal(Enumerable.Range(4401, 600).Select(second => (float)second), Read("a", 0, last: 5000));
        Assert.Equal(Enumerable.Range(4400, 600).Select(second => (float)-second), Read("a", 1, last: 4999));
        Assert.Equal(float.NaN, Read("a", 0, last: 4399, seconds: 1)[0]);
    }

    [Fact]
    public void AfterALongGapOldValuesAreGone()
    {
        for (var second = 1; second <= 600; second++)
            _history.Write(second, [1, 1, 1, 1]);
        _history.Write(1500, [2, 2, 2, 2]);
        Assert.Equal([2], Read("a", 0, last: 1500).Where(value => !float.IsNaN(value)));
    }

    [Fact]
    public void AnItemThatStaysKeepsItsPastWhenOthersComeAndGo()
    {
        _history.Write(7, [1, 2, 3, 4]);
        _history.Follow(["c", "b", "d"]);
        _history.Write(8, [5, 6, 7, 8, 9, 10]);
        Assert.Equal([3, 7], Read("b", 0, last: 8, seconds: 2));
        Assert.Equal([float.NaN, 5], Read("c", 0, last: 8, seconds: 2));
        Assert.Equal([float.NaN, float.NaN], Read("a", 0, last: 8, seconds: 2));
    }

    [Fact]
    public void WritingARowAllocatesNothing()
    {
        float[] row = [1, 2, 3, 4];
        _history.Write(1, row);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var second = 2; second < 3000; second += 2)
            _history.Write(second, row);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>Compared with the simplest correct implementation: a dictionary by second.</summary>
    [Fact]
    public void ReadsReturnWhatWasWritten() => Gen.Select(Gen.Int[1, 900].Array[1, 60], Gen.Int[1, 600], Gen.Int[-700, 5])
        .Sample((steps, seconds, offset) =>
        {
            var (history, expected, now) = (new SecondHistory<string>(columns: 1), new Dictionary<long, float>(), 0L);
            history.Follow(["a"]);
            foreach (var step in steps.Select(step => step > 30 && step % 3 > 0 ? 1 : step))
            {
                now += step;
                expected[now] = step;
                history.Write(now, [step]);
            }
            var into = new float[seconds];
            history.Read("a", 0, now + offset, into);
            for (var i = 0; i < seconds; i++)
            {
                var second = now + offset - seconds + 1 + i;
                var kept = second > now - HistoryLength.Seconds - 1 && expected.TryGetValue(second, out var value) ? value : float.NaN;
                Assert.Equal(kept, into[i]);
            }
        });

    /// <summary>Each row contains only its own number; a torn read would show another second's.</summary>
    [Fact]
    public async Task ReadersSeeWholeRowsWhileOthersAreWritten()
    {
        var done = false;
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            var (into, seen) = (new float[HistoryLength.Seconds], 0);
            while (!Volatile.Read(ref done) || seen == 0)
            {
                var last = _history.Newest;
                _history.Read("b", 1, last, into);
                for (var i = 0; i < into.Length; i++)
                {
                    if (!float.IsNaN(into[i]))
                        Assert.Equal(last - into.Length + 1 + i, (long)into[i]);
                }
                seen++;
            }
        })).ToArray();
        for (var second = 1; second < 300_000; second += second % 1000 == 0 ? 700 : 1)
        {
            if (second % 5000 == 1)
                _history.Follow(second % 10_000 == 1 ? ["a", "b"] : ["b"]);
            _history.Write(second, second % 10_000 < 5000 ? [0, 0, 0, second] : [0, second]);
        }
        Volatile.Write(ref done, true);
        await Task.WhenAll(readers).WaitAsync(TimeSpan.FromMinutes(1));
    }

    float[] Read(string item, int column, long last, int seconds = HistoryLength.Seconds)
    {
        var into = new float[seconds];
        _history.Read(item, column, last, into);
        return into;
    }
}
