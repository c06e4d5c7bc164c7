using Prometheus;

namespace Wattd.Metrics;

/// <summary>
/// A counter series for a total that may restart (a driver is reloaded) or change its origin (another source takes
/// over): it continues from its value, never decreases, and counts nothing twice.
/// </summary>
sealed class ContinuousCounter(Counter.Child series)
{
    object? _origin;
    double? _last;
    double _offset;

    /// <summary>Shows the total, or hides the series if there is none.</summary>
    /// <param name="total">
    /// A total of the same origin that is below the last one has restarted from 0. The first total is shown as it is.
    /// </param>
    /// <param name="origin">The origin of the total; after a change, only what is added from then on counts.</param>
    public void Show(double? total, object? origin = null)
    {
        if (total is { } value)
        {
            if (_last is { } last)
                _offset += !Equals(origin, _origin) ? last - value : value < last ? last : 0;
            (_last, _origin) = (value, origin);
            total = _offset + value;
        }
        series.Show(Digits.Micro(total));
    }

    /// <summary>Removes the series from the page permanently.</summary>
    public void Remove() => series.Remove();
}
