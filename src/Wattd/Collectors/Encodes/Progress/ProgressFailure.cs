namespace Wattd.Collectors.Encodes.Progress;

/// <summary>Why no progress of encodes is received. None of these takes the collector down: the problems are <c>progress_no_socket</c> and <c>progress_no_senders</c>.</summary>
static class ProgressFailure
{
    /// <summary>Another process has the port, or the address cannot be opened.</summary>
    public const string NoSocket = "no_socket";

    /// <summary>The kernel does not tell which cgroup a sender is in.</summary>
    public const string NoSenders = "no_senders";
}
