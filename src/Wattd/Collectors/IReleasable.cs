namespace Wattd.Collectors;

/// <summary>
/// A collector that releases its device on request, so that the device can be reset or its driver replaced, and uses it again later.
/// Safe to use from any thread.
/// </summary>
interface IReleasable
{
    /// <summary>Releases the device: no open file, no session with the driver, no process that uses it. Takes ten seconds at most.</summary>
    /// <param name="limit">After this time it is used again without a request.</param>
    ReleaseResult Release(TimeSpan limit);

    /// <summary>Uses the device again.</summary>
    ReleaseResult Resume();
}

/// <summary>The result of a request to release a device, or to use it again.</summary>
/// <param name="IsDone">Whether it was done.</param>
/// <param name="Line">One line that says so, or why not and what to do.</param>
readonly record struct ReleaseResult(bool IsDone, string Line);
