namespace Wattd.Collectors.Encodes;

/// <summary>The means of an encode over about ten seconds. Pure, and allocates nothing after construction.</summary>
sealed class RateWindow
{
    static readonly TimeSpan Length = TimeSpan.FromSeconds(10);

    readonly (TimeSpan At, ulong Energy, ulong Cpu, long Frames)[] _points = new (TimeSpan, ulong, ulong, long)[12];
    int _oldest, _count;

    /// <summary>Adds the totals of a tick.</summary>
    public void Add(TimeSpan at, ulong microjoules, ulong cpuMicroseconds, long frames)
    {
        // With a short interval not every tick is kept, so that the points span the window.
        if (_count > 1 && at - Point(_count - 2).At < 0.1 * Length)
            _count--;
        while (_count >= 2 && (_count == _points.Length || at - Point(1).At >= Length))
            (_oldest, _count) = ((_oldest + 1) % _points.Length, _count - 1);
        _points[(_oldest + _count++) % _points.Length] = (at, microjoules, cpuMicroseconds, frames);
    }

    /// <summary>The means.</summary>
    /// <param name="hasEnergy">Whether energy is measured.</param>
    /// <param name="hasFrames">Whether frames are known.</param>
    /// <param name="gpuPercent">The use of GPUs.</param>
    public EncodeRates Rates(bool hasEnergy, bool hasFrames, double? gpuPercent)
    {
        var (first, last) = (Point(0), Point(_count - 1));
        var span = last.At - first.At;
        if (span <= TimeSpan.Zero)
            return new EncodeRates(null, null, null, gpuPercent);
        var joules = (last.Energy - first.Energy) / 1e6;
        var frames = last.Frames - first.Frames;
        return new EncodeRates(
            hasEnergy ? joules / span.TotalSeconds : null,
            hasEnergy && hasFrames && frames > 0 ? joules / frames : null,
            (last.Cpu - first.Cpu) / span.TotalMicroseconds,
            gpuPercent);
    }

    (TimeSpan At, ulong Energy, ulong Cpu, long Frames) Point(int index) => _points[(_oldest + index) % _points.Length];
}
