using Wattd.Collectors.Gpu.Metering;

namespace Wattd.Collectors.Gpu.Nvml;

/// <summary>What is kept of a GPU from one reading to the next, over new sessions too.</summary>
sealed class NvmlGpuState
{
    NvmlSession? _session;

    /// <summary>Bytes that it sent over PCIe.</summary>
    public WrappingCounter Transmitted { get; } = new();

    /// <summary>Bytes that it received over PCIe.</summary>
    public WrappingCounter Received { get; } = new();

    /// <summary>The driver's own samples of its power.</summary>
    public NvmlSamples Power { get; } = new(NvmlSampling.TotalPower);

    /// <summary>The driver's own samples of its encoder utilization.</summary>
    public NvmlSamples Encoder { get; } = new(NvmlSampling.EncoderUtilization);

    /// <summary>Its processes and encoder sessions.</summary>
    public NvmlGpuProcesses Processes { get; } = new();

    /// <summary>Records that a session reads it. Before another one the driver may have been loaded again.</summary>
    public void Join(NvmlSession session)
    {
        if (!ReferenceEquals(session, _session))
            Restart();
        _session = session;
    }

    /// <summary>Records that its counters may have restarted, and that what happened since the last reading is unknown.</summary>
    public void Restart()
    {
        Transmitted.Restart();
        Received.Restart();
        Processes.Forget();
    }
}
