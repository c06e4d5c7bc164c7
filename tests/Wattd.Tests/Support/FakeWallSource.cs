using Wattd.Collectors.Sampling;
using Wattd.Collectors.Wall;

namespace Wattd.Tests.Support;

/// <summary>A power meter whose values the test sets.</summary>
sealed class FakeWallSource : IWallSource
{
    static readonly WallInventory Meters = new([new WallMeter("acpi", "acpi0") { Model = "Model 7" }]);

    readonly ManualResetEventSlim _release = new(true);

    /// <summary>What the meter shows, in watts.</summary>
    public double Watts { get; set; } = 400;

    /// <summary>Why it gives no value; null while it gives one.</summary>
    public WallValue? Failure { get; set; }

    /// <summary>Whether there is a meter.</summary>
    public bool IsThere { get; set; } = true;

    /// <summary>How long it takes to answer.</summary>
    public TimeSpan Takes { get; set; }

    /// <summary>How often it was read.</summary>
    public int Reads { get; private set; }

    /// <summary>Whether a read hangs.</summary>
    public bool Hangs
    {
        set
        {
            if (value)
                _release.Reset();
            else
                _release.Set();
        }
    }

    public TimeSpan DefaultInterval => TimeSpan.FromSeconds(1);

    public WallAnswer Read(Func<WallMeter, bool>? isLeftAlone = null)
    {
        Reads++;
        _release.Wait();
        Thread.Sleep(Takes);
        if (!IsThere)
            throw new SourceException(WallFailure.NoMeter, "there is no power meter");
        return new WallAnswer(Meters, [Failure ?? new WallValue(Watts)]);
    }

    public void Dispose() => _release.Set();
}
