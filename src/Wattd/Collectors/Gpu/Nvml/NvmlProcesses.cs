using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Wattd.Collectors.Gpu.Processes;

namespace Wattd.Collectors.Gpu.Nvml;

/// <summary>
/// Reads the encoder sessions and the processes of GPUs. Of the calls that it makes, the one for sessions is made while
/// there are any, and the others while <see cref="GpuProcessDemand"/> wants them.
/// </summary>
sealed unsafe class NvmlProcesses(NvmlLibrary library, TimeProvider time)
{
    const double MicrosecondsPerSecond = 1e6;

    static readonly NvmlProcessMode[] Modes = [NvmlProcessMode.Compute, NvmlProcessMode.Graphics, NvmlProcessMode.Mps];

    readonly ProcessTable _table = new();
    NvmlEncoderSession[] _sessions = new NvmlEncoderSession[64];
    EncoderSession[] _sessionList = new EncoderSession[64];
    NvmlProcessSample[] _samples = new NvmlProcessSample[128];
    NvmlProcessDetail[] _running = new NvmlProcessDetail[128];

    /// <summary>Fills them into a reading. A list that the driver does not report is absent.</summary>
    /// <param name="reading">The reading, with its number of sessions.</param>
    /// <param name="gpu">What is kept of the GPU.</param>
    /// <param name="isWanted">Whether the processes are wanted, and the speed of each session.</param>
    /// <param name="query">The query of the GPU.</param>
    public void Fill(ref GpuReading reading, NvmlGpuProcesses gpu, bool isWanted, ref NvmlQuery query)
    {
        query.IsVital = false;
        reading.EncoderSessionList = reading.EncoderSessions switch
        {
            null => null,
            0 => [],
            _ => Sessions(gpu, isWanted, ref query),
        };
        if (!isWanted)
        {
            gpu.Forget();
            return;
        }
        reading.Processes = Processes(gpu, ref query);
        reading.DroppedSamples = gpu.Dropped;
        if (query.Failure != NvmlReturn.Success)
            gpu.Forget();
    }

    ImmutableArray<EncoderSession>? Sessions(NvmlGpuProcesses gpu, bool isWanted, ref NvmlQuery query)
    {
        if (query.List(library.EncoderSessions, ref _sessions) is not { } count)
            return null;
        if (_sessionList.Length < count)
            _sessionList = new EncoderSession[_sessions.Length];
        for (var i = 0; i < count; i++)
            _sessionList[i] = Session(_sessions[i], isWanted);
        var list = _sessionList.AsSpan(0, count);
        list.Sort(static (left, right) => left.Id.CompareTo(right.Id));
        return list.SequenceEqual(gpu.Sessions.AsSpan()) ? gpu.Sessions : gpu.Sessions = [.. list];
    }

    static EncoderSession Session(in NvmlEncoderSession session, bool isWanted) => new(
        session.SessionId, session.Pid,
        session.Codec switch
        {
            NvmlCodec.H264 => EncoderCodec.H264,
            NvmlCodec.Hevc => EncoderCodec.Hevc,
            NvmlCodec.Av1 => EncoderCodec.Av1,
            _ => EncoderCodec.Other,
        },
        session.Width, session.Height)
    {
        Fps = isWanted ? Plausible.FramesPerSecond(session.AverageFps) : null,
        LatencySeconds = isWanted ? Plausible.LatencySeconds(session.AverageLatency / MicrosecondsPerSecond) : null,
    };

    ImmutableArray<GpuProcess>? Processes(NvmlGpuProcesses gpu, ref NvmlQuery query)
    {
        _table.Clear();
        var now = time.GetTimestamp();
        var samples = query.ProcessSamples(library.ProcessUtilization, gpu.Since(now, time), ref _samples);
        var hasUse = samples is { } count && gpu.Add(_samples.AsSpan(0, count), now, _table);
        if (samples is null)
            gpu.Forget();
        // A driver may export the list with details and refuse it, for example for a GPU of an older architecture.
        var isListed = ListInDetail(gpu, ref query) || ListOlder(gpu, ref query);
        return samples is null && !isListed ? null : gpu.Processes = _table.Processes(hasUse, gpu.Processes);
    }

    /// <returns>Whether the driver listed the processes of any mode.</returns>
    bool ListInDetail(NvmlGpuProcesses gpu, ref NvmlQuery query)
    {
        var isListed = false;
        foreach (var mode in Modes)
        {
            if (query.Processes(library.RunningProcessDetailList, mode, ref _running) is not { } count)
                continue;
            isListed = true;
            foreach (var process in _running.AsSpan(0, count))
                Add(gpu, 1 + (int)mode, process.Pid, process.UsedMemory);
        }
        return isListed;
    }

    /// <inheritdoc cref="ListInDetail"/>
    bool ListOlder(NvmlGpuProcesses gpu, ref NvmlQuery query)
    {
        var compute = query.List(library.ComputeRunningProcesses, ref _running);
        if (compute is { } first)
            AddPacked(gpu, 1, first);
        var graphics = query.List(library.GraphicsRunningProcesses, ref _running);
        if (graphics is { } second)
            AddPacked(gpu, 2, second);
        return compute is not null || graphics is not null;
    }

    /// <summary>
    /// Adds records of the length that the driver writes; pid and memory are at the same place in both. The buffer is
    /// long enough for the longer ones.
    /// </summary>
    void AddPacked(NvmlGpuProcesses gpu, int list, int count)
    {
        var words = MemoryMarshal.Cast<NvmlProcessDetail, ulong>(_running);
        var length = library.ProcessInfoLength / sizeof(ulong);
        for (var i = 0; i < count; i++)
            Add(gpu, list, (uint)words[i * length], words[(i * length) + 1]);
    }

    void Add(NvmlGpuProcesses gpu, int list, uint pid, ulong bytes)
    {
        if (pid == 0)
            gpu.DropNoPid();
        else
            _table.AddMemory(list, pid, bytes == ulong.MaxValue ? null : Plausible.Bytes(bytes));
    }
}
