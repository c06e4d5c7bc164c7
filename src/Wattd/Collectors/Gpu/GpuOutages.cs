using Microsoft.Extensions.Logging;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Gpu;

/// <summary>Reports why the GPUs cannot be read: in the log once, in the status, and by showing the GPUs as down.</summary>
/// <param name="options">The GPU settings.</param>
/// <param name="publisher">Shows the GPUs as down.</param>
/// <param name="status">The status of the GPU collector.</param>
/// <param name="logger">Logs changes of state.</param>
sealed class GpuOutages(GpuOptions options, GpuPublisher publisher, CollectorStatus status, ILogger logger)
{
    /// <summary>If a required device is missing at the first sample, the host reports it once and ends the process.</summary>
    public bool EndsTheStart => options.Mode == CollectorMode.Required && status.Samples == 0;

    /// <summary>The first tick ends without an answer.</summary>
    public void SlowStart(GpuCandidate slow, TimeSpan longestStart)
    {
        if (EndsTheStart)
        {
            status.Down(GpuFailure.Timeout,
                $"{slow.Name} has not answered for {longestStart.TotalSeconds:0} s, the longest that wattd waits at start: "
                + "see 'dmesg' for Xid messages; with gpu = auto wattd starts and keeps waiting");
        }
        else
        {
            publisher.ShowDown();
        }
    }

    /// <summary>A better source has failed, and another one is in use.</summary>
    public void Fallback(GpuCandidate failed, GpuCandidate inUse)
    {
        if (failed is not { Failure: { } failure, IsFailureLogged: false })
            return;
        failed.IsFailureLogged = true;
        logger.NvmlUnavailable(inUse.Name, failure.Message);
    }

    /// <summary>A driver takes longer to start than a read may take.</summary>
    /// <param name="candidate">The source that waits for it.</param>
    /// <param name="isInUse">Whether another source is in use.</param>
    public void Starting(GpuCandidate candidate, bool isInUse)
    {
        var trouble = $"{candidate.Name} has not answered for {options.Timeout.TotalSeconds:0.#} s: the NVIDIA driver "
            + "is still starting, which takes 1 to 3 s for each GPU without persistence mode; the GPUs are read as soon as it is done";
        if (!candidate.IsStartLogged)
            logger.DriverStarting(trouble);
        candidate.IsStartLogged = true;
        Show(Outage.Starting, trouble, isInUse);
    }

    /// <summary>A read has not returned in time.</summary>
    /// <param name="candidate">The source.</param>
    /// <param name="limit">How long it was waited for.</param>
    /// <param name="isInUse">Whether another source is in use.</param>
    public void Hang(GpuCandidate candidate, TimeSpan limit, bool isInUse)
    {
        var trouble = $"{candidate.Name} has not answered for {limit.TotalSeconds:0.#} s: the NVIDIA driver "
            + "hangs (see 'dmesg' for Xid messages); the GPUs are read again when the call returns, and a reboot may be needed";
        candidate.IsHangLogged = true;
        status.Failed(GpuFailure.Timeout);
        if (!EndsTheStart)
            logger.SourceTimedOut(trouble);
        Show(GpuFailure.Timeout, trouble, isInUse);
    }

    /// <summary>A late read has returned.</summary>
    public void Returned(GpuCandidate candidate)
    {
        if (candidate.IsHangLogged)
            logger.SourceReturned(candidate.Name);
        candidate.IsHangLogged = false;
    }

    /// <summary>Every source has failed.</summary>
    public void NoSource(IReadOnlyList<GpuCandidate> candidates)
    {
        // A missing library or program is less specific than one that is installed and finds no driver.
        var failures = candidates.Select(candidate => candidate.Failure).OfType<SourceException>().ToArray();
        var telling = failures.FirstOrDefault(failure =>
            failure.Reason is not (GpuFailure.LibraryMissing or GpuFailure.NvidiaSmiMissing)) ?? failures[0];
        var trouble = string.Join("; ", failures.Select(failure => failure.Message));
        var isWanted = options.IsWanted(publisher.HasGpus);
        if (status.Down(telling.Reason, trouble, isWanted) && !EndsTheStart)
            logger.SourceUnavailable(isWanted ? LogLevel.Warning : LogLevel.Information, trouble);
        foreach (var candidate in candidates)
            candidate.IsFailureLogged = true;
        publisher.ShowDown();
    }

    void Show(string reason, string trouble, bool isInUse)
    {
        if (isInUse)
            return;
        status.Down(reason, trouble);
        publisher.ShowDownOnceStale();
    }
}
