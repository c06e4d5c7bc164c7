using Wattd.Collectors.Sampling;
using Wattd.Collectors.Wall;

namespace Wattd.Tests.Support;

/// <summary>Power meters whose values the test sets.</summary>
sealed class FakeWallSource : IWallSource
{
    readonly ManualResetEventSlim _release = new(true);
    readonly WallInventory _meters;

    /// <param name="names">The names of the meters. The default is one.</param>
    public FakeWallSource(params string[] names) =>
        _meters = new([.. names.DefaultIfEmpty("acpi0").Select(name => new WallMeter("acpi", name) { Model = "Model 7" })]);

    /// <summary>What each meter shows, in watts.</summary>
    public double Watts { get; set; } = 400;

    /// <summary>Why no meter gives a value; null while each gives one.</summary>
    public WallValue? Failure { get; set; }

    /// <summary>Why reading them fails as a whole; null while it does not.</summary>
    public SourceException? FailureOfAll { get; set; }

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
        if (FailureOfAll is { } failure)
            throw failure;
        return new WallAnswer(_meters, [.. _meters.Meters.Select(_ => Failure ?? new WallValue(Watts))]);
    }

    public void Dispose() => _release.Set();
}
