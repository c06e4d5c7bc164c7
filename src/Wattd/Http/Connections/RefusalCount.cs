namespace Wattd.Http.Connections;

/// <summary>Counts refused connections by reason, for all endpoints together. Safe to use from any thread.</summary>
sealed class RefusalCount
{
    readonly long[] _counts = new long[Enum.GetValues<Refusal>().Length];

    /// <summary>Connections refused for this reason since the start.</summary>
    public long this[Refusal reason] => Interlocked.Read(ref _counts[(int)reason]);

    /// <summary>Counts one more.</summary>
    public void Add(Refusal reason) => Interlocked.Increment(ref _counts[(int)reason]);
}
