using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Wall;

/// <summary>
/// The first of two sources that has a meter, and that one as long as it has. Without a meter in either it is quiet about the
/// second, which needs a privilege that nobody may have wanted to grant.
/// </summary>
/// <param name="first">The preferred source.</param>
/// <param name="second">The other.</param>
sealed class AutoWallSource(IWallSource first, IWallSource second) : IWallSource
{
    readonly IWallSource _first = first, _second = second;
    IWallSource _inUse = first;

    /// <summary>The one that gave the last answer or failure. Not in use while it fails: the preferred one may appear.</summary>
    IWallSource _asked = first;

    /// <inheritdoc/>
    public TimeSpan DefaultInterval => _asked.DefaultInterval;

    /// <inheritdoc/>
    public TimeSpan ShortestInterval => _asked.ShortestInterval;

    /// <inheritdoc/>
    public string FirstMeter => _asked.FirstMeter;

    /// <inheritdoc/>
    public TimeSpan Overrun => _first.Overrun > _second.Overrun ? _first.Overrun : _second.Overrun;

    /// <inheritdoc/>
    public WallAnswer Read(Func<WallMeter, bool>? isLeftAlone = null)
    {
        var (before, other) = (_inUse, ReferenceEquals(_inUse, _first) ? _second : _first);
        try
        {
            _asked = before;
            return before.Read(isLeftAlone);
        }
        catch (SourceException failure) when (WallFailure.IsAbsence(failure.Reason))
        {
            return Read(other, failure, isLeftAlone);
        }
    }

    /// <inheritdoc/>
    public void Interrupt()
    {
        _first.Interrupt();
        _second.Interrupt();
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    WallAnswer Read(IWallSource other, SourceException ofBefore, Func<WallMeter, bool>? isLeftAlone)
    {
        try
        {
            _asked = other;
            var answer = other.Read(isLeftAlone);
            _inUse = other;
            return answer;
        }
        catch (SourceException ofOther) when (WallFailure.IsAbsence(ofOther.Reason))
        {
            var (ofFirst, ofSecond) = ReferenceEquals(other, _second) ? (ofBefore, ofOther) : (ofOther, ofBefore);
            _inUse = _asked = _first;
            throw new SourceException(WallFailure.NoMeter, ofSecond.Reason == WallFailure.NoMeter
                ? ofFirst.Message
                : $"{ofFirst.Message}; {ofSecond.Message}");
        }
    }
}
