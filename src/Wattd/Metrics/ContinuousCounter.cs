using Prometheus;

namespace Wattd.Metrics;

/// <summary>
/// A counter series fed from a total that may start anew (a driver is reloaded) or come from elsewhere (another source
/// takes over): it goes on from where it was, never back, and counts nothing twice.
/// </summary>
sealed class ContinuousCounter(Counter.Child series)
{
    object? _origin;
    double? _last;
    double _offset;

    /// <summary>Shows the total, or hides the series where there is none.</summary>
    /// <param name="total">
    /// Of the same origin, one below the last is a total that started anew from 0. The first one is shown as it is.
    /// </param>
    /// <param name="origin">Where the total comes from; with another origin, only what is added from now on counts.</param>
    public void Show(double? total, object? origin = null)
    {
        if (total is { } value)
        {
            if (_last is { } last)
                _offset += !Equals(origin, _origin) ? last - value : value < last ? last : 0;
            (_last, _origin) = (value, origin);
            total = _offset + value;
        }
        series.Show(total);
    }

    /// <summary>Takes the series off the page for good.</summary>
    public void Remove() => series.Remove();
}
