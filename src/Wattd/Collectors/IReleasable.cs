namespace Wattd.Collectors;

/// <summary>
/// A collector that lets go of its device on request, so that the device can be reset or its driver replaced, and takes it up again.
/// Safe to use from any thread.
/// </summary>
interface IReleasable
{
    /// <summary>Lets go of the device: no open file, no session with the driver, no process that uses it. Takes ten seconds at most.</summary>
    /// <param name="limit">After this time it is taken up again without a request.</param>
    ReleaseResult Release(TimeSpan limit);

    /// <summary>Takes the device up again.</summary>
    ReleaseResult Resume();
}

/// <summary>The result of a request to let go of a device, or to take it up again.</summary>
/// <param name="IsDone">Whether it was done.</param>
/// <param name="Line">One line that says so, or why not and what to do.</param>
readonly record struct ReleaseResult(bool IsDone, string Line);
