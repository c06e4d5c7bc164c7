using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Gpu.Xids;

namespace Wattd.Collectors.Gpu.Nvml;

/// <summary>
/// Asks one NVML session for XIDs once a second, on a thread of its own: a call that never returns keeps only this thread, and the
/// library stays loaded for it.
/// </summary>
/// <param name="library">The session's library; the thread is one of its users.</param>
/// <param name="xids">Where they are counted.</param>
/// <param name="patience">A call that takes longer than this is reported as hung.</param>
/// <param name="time">The monotonic clock.</param>
/// <param name="logger">Where trouble with the calls is logged.</param>
sealed unsafe class NvmlXidWatch(NvmlLibrary library, GpuXids xids, TimeSpan patience, TimeProvider time, ILogger logger) : IDisposable
{
    static readonly TimeSpan Period = TimeSpan.FromSeconds(1), LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>A stop of wattd has 0.6 s for this and for the end of the session.</summary>
    static readonly TimeSpan LongestStop = TimeSpan.FromMilliseconds(300);

    /// <summary>
    /// How long one call may wait in the driver. The pause of a second is outside of it, because it has to end at once when wattd
    /// stops or releases the GPUs. The driver keeps events in the meantime.
    /// </summary>
    const uint WaitMilliseconds = 1;

    /// <summary>Events taken at once; the rest has to wait for the next second.</summary>
    const int MostAtOnce = 1000;

    // The pauses are short enough that a set event needs no spinning.
    readonly ManualResetEventSlim _wake = new(false, spinCount: 0);
    readonly Dictionary<nint, GpuIdentity> _byHandle = [];
    readonly Dictionary<nint, NvmlReturn> _refusals = [];

    Thread? _thread;
    volatile Targets _targets = new([]);
    volatile bool _isStopped, _isHangLogged;
    Targets? _registered;
    nint _set;
    TimeSpan _pause;
    bool _isIncomplete;
    long _called, _completed;

    /// <summary>Whether the thread has left the library.</summary>
    public bool HasEnded => _thread is not { IsAlive: true };

    /// <summary>Whether a call has not returned within its time. May be called on any thread.</summary>
    public bool IsHung => Volatile.Read(ref _called) is var called and not 0 && time.GetElapsedTime(called) >= patience;

    /// <summary>Watches these GPUs, registering each with a new event set, and no others.</summary>
    public void Watch(ImmutableArray<(nint Handle, GpuIdentity Identity)> gpus)
    {
        _targets = new Targets(gpus);
        if (_thread is not null)
        {
            _wake.Set();
            return;
        }
        library.Share();
        _thread = new Thread(Run) { IsBackground = true, Name = "gpu xids" };
        _thread.Start();
    }

    /// <summary>Logs a call that hangs, once.</summary>
    public void ReportHang()
    {
        if (_isHangLogged || !IsHung)
            return;
        _isHangLogged = true;
        logger.XidsHung(patience.TotalSeconds);
    }

    /// <summary>Ends the thread after the current call, and waits for it, 0.3 s at most; <see cref="HasEnded"/> says whether it has.</summary>
    public void Dispose()
    {
        _isStopped = true;
        _wake.Set();
        _thread?.Join(LongestStop);
    }

    void Run()
    {
        while (!_isStopped)
        {
            var pause = Ask();
            xids.LogOverdue();
            _wake.Wait(pause);
            // Before the next look at the targets: a change in between is seen by it, a later one by the next wait.
            _wake.Reset();
        }
        FreeSet();
        library.Release();
    }

    /// <summary>Takes what the driver has to report.</summary>
    /// <returns>How long to pause.</returns>
    TimeSpan Ask()
    {
        if (_targets != _registered)
            _pause = TimeSpan.Zero;
        else if (_pause == Timeout.InfiniteTimeSpan)
            return _pause;
        // A GPU that refused for a while, and that the session does not take for lost, is asked again.
        var isDue = _targets != _registered || _set == 0 || (_isIncomplete && time.GetElapsedTime(_completed) >= LongestPause);
        if (isDue && !Register(_targets))
            return _pause;

        for (var i = 0; i < MostAtOnce && !_isStopped; i++)
        {
            var code = TakeOne();
            if (code is not (NvmlReturn.Success or NvmlReturn.Timeout))
            {
                // A GPU is lost, or the session is over. The next set leaves out the GPUs that refuse it.
                FreeSet();
                return Retry("nvmlEventSetWait_v2", code);
            }
            _pause = TimeSpan.Zero;
            if (code == NvmlReturn.Timeout)
                break;
        }
        return Period;
    }

    /// <summary>Waits for one event, and counts it if it is an XID.</summary>
    NvmlReturn TakeOne()
    {
        NvmlEventData data = default;
        Enter();
        var code = library.EventSetWait(_set, &data, WaitMilliseconds);
        Leave();
        if (code == NvmlReturn.Success && data.Type.HasFlag(NvmlEvents.XidCriticalError) && _byHandle.TryGetValue(data.Device, out var gpu))
            xids.Add(gpu, data.Data);
        return code;
    }

    /// <summary>Creates an event set for the GPUs that report XIDs.</summary>
    /// <returns>False if there is none; then the pause is set.</returns>
    bool Register(Targets targets)
    {
        FreeSet();
        _registered = targets;
        if (library.EventSetCreate == null || library.RegisterEvents == null || library.EventSetWait == null)
            return Rest();

        nint set = 0;
        Enter();
        var code = library.EventSetCreate(&set);
        Leave();
        if (code != NvmlReturn.Success)
        {
            Retry("nvmlEventSetCreate", code);
            return false;
        }

        _set = set;
        var (watched, last) = (0, NvmlReturn.NotSupported);
        foreach (var (handle, gpu) in targets.Gpus)
        {
            if (_isStopped)
                return false;
            _byHandle[handle] = gpu;
            if (RegisterFor(handle) is var refusal and not NvmlReturn.Success)
            {
                if (_refusals.GetValueOrDefault(handle) != refusal)
                    logger.XidsNotReported(gpu.BusId, (int)refusal, refusal);
                _refusals[handle] = refusal;
                last = refusal is NvmlReturn.NotSupported or NvmlReturn.FunctionNotFound ? last : refusal;
                continue;
            }
            watched++;
            _refusals.Remove(handle);
            xids.Watch(gpu);
        }
        (_isIncomplete, _completed) = (last != NvmlReturn.NotSupported, time.GetTimestamp());
        if (watched > 0)
            return true;
        FreeSet();
        if (last == NvmlReturn.NotSupported)
            return Rest();
        Retry("nvmlDeviceRegisterEvents", last);
        return false;
    }

    NvmlReturn RegisterFor(nint handle)
    {
        ulong types = (ulong)NvmlEvents.XidCriticalError;
        Enter();
        var code = library.SupportedEventTypes == null ? NvmlReturn.Success : library.SupportedEventTypes(handle, &types);
        if (code == NvmlReturn.Success)
        {
            code = ((NvmlEvents)types).HasFlag(NvmlEvents.XidCriticalError)
                ? library.RegisterEvents(handle, NvmlEvents.XidCriticalError, _set)
                : NvmlReturn.NotSupported;
        }
        Leave();
        return code;
    }

    /// <summary>There is nothing to ask for until the GPUs change.</summary>
    bool Rest()
    {
        _pause = Timeout.InfiniteTimeSpan;
        return false;
    }

    TimeSpan Retry(string call, NvmlReturn code)
    {
        var isFirst = _pause <= TimeSpan.Zero;
        _pause = isFirst ? Period : 2 * _pause < LongestPause ? 2 * _pause : LongestPause;
        if (!isFirst)
            return _pause;
        logger.XidsInterrupted(call, (int)code, code, _pause.TotalSeconds);
        return _pause;
    }

    /// <summary>Frees the set, and takes first what has arrived in it, because that would be lost.</summary>
    void FreeSet()
    {
        if (_set == 0)
            return;
        var left = MostAtOnce;
        while (left > 0 && TakeOne() == NvmlReturn.Success)
            left--;
        if (library.EventSetFree != null)
        {
            Enter();
            library.EventSetFree(_set);
            Leave();
        }
        _set = 0;
    }

    void Enter() => Volatile.Write(ref _called, time.GetTimestamp());

    void Leave()
    {
        Volatile.Write(ref _called, 0);
        if (!_isHangLogged)
            return;
        _isHangLogged = false;
        logger.XidsReturned();
    }

    /// <summary>Compared by reference: the same GPUs given again are registered again.</summary>
    sealed class Targets(ImmutableArray<(nint Handle, GpuIdentity Identity)> gpus)
    {
        public ImmutableArray<(nint Handle, GpuIdentity Identity)> Gpus { get; } = gpus;
    }
}
