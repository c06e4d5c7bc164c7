using System.Runtime.ExceptionServices;

namespace Wattd.Collectors.Sampling;

/// <summary>
/// The thread on which a device is used that may hang, from the first call to its disposal. A call that never returns keeps
/// only this thread.
/// </summary>
/// <remarks>What the work writes is visible once <see cref="Wait"/> has returned true, and valid until the next <see cref="Begin"/>.</remarks>
sealed class DeviceThread : IDisposable
{
    // Without spinning: a read takes longer than a spin.
    readonly ManualResetEventSlim _begin = new(false, spinCount: 0), _end = new(false, spinCount: 0);
    readonly Action _work, _interrupt;
    readonly IDisposable _device;
    readonly Thread _thread;
    ExceptionDispatchInfo? _fault;
    volatile bool _isDisposed;

    /// <summary>Starts the thread.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="device">Disposed of by the thread, as its last act.</param>
    /// <param name="work">One use of the device. An exception is kept for <see cref="ThrowFault"/>.</param>
    /// <param name="interrupt">Ends a use in progress if it can; called by <see cref="Dispose"/>, on its thread.</param>
    public DeviceThread(string name, IDisposable device, Action work, Action interrupt)
    {
        (_device, _work, _interrupt) = (device, work, interrupt);
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>Whether the thread has disposed of the device and ended.</summary>
    public bool HasEnded => !_thread.IsAlive;

    /// <summary>Whether the last work has ended.</summary>
    public bool HasReturned => _end.IsSet;

    /// <summary>Begins the work. The previous one must have ended.</summary>
    public void Begin()
    {
        _end.Reset();
        _begin.Set();
    }

    /// <summary>Waits for the end of the work.</summary>
    /// <returns>False if it has not ended in time, or if the wait was cancelled.</returns>
    public bool Wait(TimeSpan limit, CancellationToken cancellation)
    {
        try
        {
            // Rounded up: the event drops fractions of a millisecond, so a time limit would never be reached.
            return _end.Wait((int)Math.Ceiling(limit.TotalMilliseconds), cancellation);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Throws the exception of the last work, which is a fault of the program.</summary>
    public void ThrowFault() => _fault?.Throw();

    /// <summary>Lets the thread dispose of the device when the current call returns. Does not wait.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _interrupt();
        _begin.Set();
    }

    /// <summary>Waits for the end of the thread after <see cref="Dispose"/>.</summary>
    public void Join(TimeSpan limit) => _thread.Join(limit);

    void Run()
    {
        using (_device)
        {
            while (true)
            {
                _begin.Wait();
                // Before the check: a Dispose in between is seen by it, a later one by the next wait.
                _begin.Reset();
                if (_isDisposed)
                    return;
                try
                {
                    _work();
                }
                catch (Exception e)
                {
                    _fault = ExceptionDispatchInfo.Capture(e);
                }
                _end.Set();
            }
        }
    }
}
