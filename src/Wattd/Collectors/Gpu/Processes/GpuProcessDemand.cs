namespace Wattd.Collectors.Gpu.Processes;

/// <summary>
/// Whether the GPU source reads what each process uses: the driver is asked for it only while somebody needs it. May be
/// used on any thread.
/// </summary>
/// <param name="isServed">The setting <c>gpu.processes</c>.</param>
sealed class GpuProcessDemand(bool isServed)
{
    volatile bool _isAsked;

    /// <summary>Whether the series of processes and encoder sessions are served.</summary>
    public bool IsServed => isServed;

    /// <summary>Whether another collector needs the values in the sample. The default is false.</summary>
    public bool IsAsked
    {
        get => _isAsked;
        set => _isAsked = value;
    }

    /// <summary>Whether the next read includes the processes.</summary>
    public bool IsWanted => isServed || _isAsked;
}
