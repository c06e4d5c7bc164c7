namespace Wattd.Collectors.Sampling;

/// <summary>
/// Lets one thread write and any number read without waiting for each other: a read during a write is repeated.
/// </summary>
/// <remarks>
/// The version is odd during a write. Everything that readers copy is stored between <see cref="BeginWrite"/> and
/// <see cref="EndWrite"/>, including references to new arrays.
/// <para>
/// On processors that reorder memory accesses (arm64) it is correct for these reasons. Writer: the full barrier after
/// the odd version keeps every later store after it, so a reader that sees new data can also see the odd version; the
/// full barrier before the even version keeps the data before it. Reader: the acquiring load of the version keeps the
/// loads of the data after it, and the full barrier keeps them before the second load of the version. If a load of the
/// data saw a store of the writer, the second load sees at least that writer's odd version and differs from the first.
/// If the first load saw an even version, it sees all the data that was stored before that version.
/// </para>
/// </remarks>
struct SequenceLock
{
    long _version;

    /// <summary>Changes with every write; even when no write is in progress, 0 before the first.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>Call before the first store, on the one writing thread.</summary>
    public void BeginWrite()
    {
        Volatile.Write(ref _version, _version + 1);
        Interlocked.MemoryBarrier();
    }

    /// <summary>Call after the last store, on the one writing thread.</summary>
    public void EndWrite()
    {
        Interlocked.MemoryBarrier();
        Volatile.Write(ref _version, _version + 1);
    }

    /// <summary>Call before the first load.</summary>
    /// <param name="version">What <see cref="EndRead"/> compares with.</param>
    /// <returns>False during a write: try again.</returns>
    public bool TryBeginRead(out long version)
    {
        version = Volatile.Read(ref _version);
        return (version & 1) == 0;
    }

    /// <summary>Call after the last load.</summary>
    /// <returns>Whether the loaded data is consistent; if not, try again.</returns>
    public bool EndRead(long version)
    {
        Interlocked.MemoryBarrier();
        return Volatile.Read(ref _version) == version;
    }
}
