using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Gpu.NvidiaSmi;

/// <summary>
/// Queries every GPU at once; if a lost one prevents the readings of the others, queries each GPU of the kernel driver
/// separately.
/// </summary>
/// <param name="process">Runs nvidia-smi.</param>
/// <param name="driverGpus">The GPUs of the driver, if nvidia-smi does not report them.</param>
/// <param name="timeout">The time limit of all runs together.</param>
/// <param name="time">The monotonic clock.</param>
sealed class NvidiaSmiQuery(NvidiaSmiProcess process, DriverGpus driverGpus, TimeSpan timeout, TimeProvider time)
{
    /// <exception cref="SourceException">There is no answer.</exception>
    public NvidiaSmiAnswer Ask()
    {
        var start = time.GetTimestamp();
        using var output = process.Run(timeout, "-q", "-x");
        var text = output.Text;
        if (NvidiaSmiDocument.Parse(output.Stdout.Span) is { } document)
            return NvidiaSmiAnswer.Of(document, text);

        var failure = NvidiaSmiComplaint.Explain(output);
        return failure.Reason switch
        {
            GpuFailure.NoDevices => new NvidiaSmiAnswer("", 0, []),
            GpuFailure.GpuLost when driverGpus.List() is { Count: > 0 } gpus => AskEach(gpus, start),
            _ => throw failure,
        };
    }

    NvidiaSmiAnswer AskEach(IReadOnlyList<GpuIdentity> identities, long start)
    {
        var answer = new NvidiaSmiAnswer("", 0, []);
        SourceException? slow = null;
        for (var i = 0; i < identities.Count; i++)
        {
            var identity = identities[i];
            // What is left is too short for an answer, and a GPU that was not asked is not lost.
            if (slow is not null && timeout <= time.GetElapsedTime(start))
                throw slow;
            NvidiaSmiOutput run;
            try
            {
                run = process.Run(Share(start, isLast: i == identities.Count - 1), "-q", "-x", "-i", identity.BusId);
            }
            catch (SourceException failure) when (failure.Reason == GpuFailure.Timeout && process.CanRunAgain)
            {
                slow = failure;
                answer.Gpus.Add(NvidiaSmiGpu.TimedOut(identity));
                continue;
            }
            using var output = run;
            if (NvidiaSmiDocument.Parse(output.Stdout.Span) is { } document)
            {
                answer = answer with { DriverVersion = document.DriverVersion };
                answer.Gpus.Add(NvidiaSmiAnswer.Of(document, output.Text)[identity.BusId] ?? NvidiaSmiGpu.Lost(identity));
                continue;
            }
            switch (NvidiaSmiComplaint.Explain(output))
            {
                // The driver holds it, but this process cannot see it: it belongs to another container.
                case { Reason: GpuFailure.NoDevices }:
                    break;
                case { Reason: GpuFailure.DriverNotLoaded or GpuFailure.VersionMismatch or GpuFailure.AccessBlocked or GpuFailure.LibraryMissing } failure:
                    throw failure;
                default:
                    answer.Gpus.Add(NvidiaSmiGpu.Lost(identity));
                    break;
            }
        }
        return slow is null || answer.Gpus.Exists(gpu => gpu.Reading.Up) ? answer : throw slow;
    }

    /// <summary>
    /// The time for one GPU: half of what remains, so that one which does not answer leaves time for the others, and all of it for the
    /// last one. Never zero, so that a run is terminated before it is killed.
    /// </summary>
    TimeSpan Share(long start, bool isLast) =>
        timeout - time.GetElapsedTime(start) is var left && left > TimeSpan.Zero ? isLast ? left : left / 2 : TimeSpan.FromMilliseconds(1);
}
