namespace Wattd.Tests.Support;

/// <summary>The encoder sessions and processes of the stub's GPUs; none by default.</summary>
sealed unsafe partial class NvmlStub
{
    /// <summary>The GPUs that can have any: the first.</summary>
    public const int GpusWithLists = 16;

    /// <summary>The most sessions, samples or processes of a GPU.</summary>
    public const int LongestList = 5000;

    // The layout of struct lists in nvml_stub.c.
    const int SessionWords = 7, SampleWords = 6, ProcessWords = 2, Modes = 3;
    const int SessionsOffset = 8 * 7, SamplesOffset = SessionsOffset + 8 * SessionWords * LongestList;
    const int ProcessesOffset = SamplesOffset + 8 * SampleWords * LongestList;
    const int ListsSize = ProcessesOffset + 8 * ProcessWords * LongestList * Modes;

    /// <summary>Sets the encoder sessions of a GPU, and their number.</summary>
    public void PlantSessions(int gpu, params ReadOnlySpan<PlantedSession> sessions)
    {
        for (var i = 0; i < sessions.Length; i++)
        {
            var session = sessions[i];
            Plant(Lists(gpu) + SessionsOffset, SessionWords, i,
                session.Id, session.Pid, session.Codec, session.Width, session.Height, session.Fps, session.LatencyMicroseconds);
        }
        Slot(Lists(gpu)) = this[gpu, NvmlValue.EncoderSessions] = sessions.Length;
    }

    /// <summary>Sets the samples of process utilization that the driver holds for a GPU.</summary>
    public void PlantSamples(int gpu, params ReadOnlySpan<PlantedSample> samples)
    {
        for (var i = 0; i < samples.Length; i++)
        {
            var sample = samples[i];
            Plant(Lists(gpu) + SamplesOffset, SampleWords, i,
                sample.Pid, sample.Timestamp, sample.Sm, sample.Memory, sample.Encoder, sample.Decoder);
        }
        Slot(Lists(gpu) + 8) = samples.Length;
    }

    /// <summary>Sets the processes of a GPU in one mode: 0 compute, 1 graphics, 2 MPS.</summary>
    /// <param name="gpu">The GPU.</param>
    /// <param name="mode">The mode.</param>
    /// <param name="processes">Their pids, and their memory in bytes; negative if the driver does not know it.</param>
    public void PlantProcesses(int gpu, int mode, params ReadOnlySpan<(long Pid, long Bytes)> processes)
    {
        for (var i = 0; i < processes.Length; i++)
            Plant(Lists(gpu) + ProcessesOffset + 8 * ProcessWords * LongestList * mode, ProcessWords, i, processes[i].Pid, processes[i].Bytes);
        Slot(Lists(gpu) + 16 + 8 * mode) = processes.Length;
    }

    /// <summary>Whether the driver also returns samples that are not newer than those it is asked for.</summary>
    public void ReturnOldSamples(int gpu, bool returns = true) => Slot(Lists(gpu) + 40) = returns ? 1 : 0;

    /// <summary>Makes every sample new in every read.</summary>
    public void RenewSamples(int gpu) => Slot(Lists(gpu) + 40) = 2;

    /// <summary>Whether <c>nvmlDeviceGetComputeRunningProcesses_v3</c> writes records of 32 bytes, like the first drivers of 535.</summary>
    public void WriteLongRecords(int gpu) => Slot(Lists(gpu) + 48) = 1;

    static int Lists(int gpu) => ListsOffset + gpu * ListsSize;

    void Plant(int offset, int length, int item, params ReadOnlySpan<long> words)
    {
        for (var i = 0; i < length; i++)
            Slot(offset + 8 * (item * length + i)) = words[i];
    }
}

/// <summary>An encoder session of the stub; the codec as in <c>nvmlEncoderType_t</c>.</summary>
readonly record struct PlantedSession(long Id, long Pid, long Codec, long Width, long Height, long Fps = 60, long LatencyMicroseconds = 9_000);

/// <summary>A sample of process utilization in the stub, in percent and µs.</summary>
readonly record struct PlantedSample(long Pid, long Timestamp, long Sm, long Memory = 0, long Encoder = 0, long Decoder = 0);
