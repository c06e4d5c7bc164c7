namespace Wattd.Collectors.Gpu.Nvml;

/// <summary>
/// Queries one GPU, call by call. A value that the driver does not report, or that is implausible, is null. After a
/// code that means a lost GPU or driver there are no more calls: a call to a failing GPU can take minutes.
/// </summary>
unsafe ref partial struct NvmlQuery(nint device)
{
    /// <summary>The driver's value for "unknown" in fields of 32 bits.</summary>
    const uint Blank = uint.MaxValue;

    /// <summary>The code that ended the query; success while the GPU works.</summary>
    public NvmlReturn Failure { get; private set; }

    /// <summary>
    /// Whether the current call is a reading (power, utilisation, temperature, memory, clocks) or the GPU's identity:
    /// an unknown error then means that the GPU is lost. In other fields it affects only that field. nvidia-smi uses
    /// the same rule (<see cref="NvidiaSmi.LostGpu"/>).
    /// </summary>
    public bool IsVital { get; set; } = true;

    readonly bool IsWell => Failure == NvmlReturn.Success;

    public uint? Number(delegate* unmanaged[Cdecl]<nint, uint*, NvmlReturn> function)
    {
        uint value = 0;
        return IsWell && function != null && Gave(function(device, &value)) && value != Blank ? value : null;
    }

    public uint? Number(delegate* unmanaged[Cdecl]<nint, int, uint*, NvmlReturn> function, int which)
    {
        uint value = 0;
        return IsWell && function != null && Gave(function(device, which, &value)) && value != Blank ? value : null;
    }

    public ulong? Total(delegate* unmanaged[Cdecl]<nint, ulong*, NvmlReturn> function)
    {
        ulong value = 0;
        return IsWell && function != null && Gave(function(device, &value)) && value != ulong.MaxValue ? value : null;
    }

    /// <summary>Errors of one type (0 corrected, 1 uncorrected) since the driver was loaded.</summary>
    public ulong? Errors(delegate* unmanaged[Cdecl]<nint, int, int, ulong*, NvmlReturn> function, int type)
    {
        ulong value = 0;
        return IsWell && function != null && Gave(function(device, type, 0, &value)) && value != ulong.MaxValue
            ? value
            : null;
    }

    /// <summary>The load of an engine; its sampling period is not kept.</summary>
    public double? Percent(delegate* unmanaged[Cdecl]<nint, uint*, uint*, NvmlReturn> function)
    {
        uint value = 0, period = 0;
        return IsWell && function != null && Gave(function(device, &value, &period)) ? Plausible.Load(value) : null;
    }

    /// <summary>A struct that the driver fills in.</summary>
    public bool Fill<T>(delegate* unmanaged[Cdecl]<nint, T*, NvmlReturn> function, ref T value)
        where T : unmanaged
    {
        fixed (T* pointer = &value)
            return IsWell && function != null && Gave(function(device, pointer));
    }

    /// <summary>
    /// Reads several fields at once. A driver that does not know one of them may refuse all; then only the first ones are read.
    /// </summary>
    /// <param name="function">The function.</param>
    /// <param name="fields">The fields; those that are not read are not supported.</param>
    /// <param name="first">How many of them to read if the driver refuses all.</param>
    /// <returns>False if none of them was read.</returns>
    public bool Fill(
        delegate* unmanaged[Cdecl]<nint, int, NvmlFieldValue*, NvmlReturn> function, scoped Span<NvmlFieldValue> fields, int first)
    {
        if (!IsWell || function == null)
            return false;
        fixed (NvmlFieldValue* pointer = fields)
        {
            var code = function(device, fields.Length, pointer);
            if (code != NvmlReturn.InvalidArgument)
                return Gave(code);
            for (var i = first; i < fields.Length; i++)
                fields[i].Return = NvmlReturn.NotSupported;
            return Gave(function(device, first, pointer));
        }
    }

    /// <summary>One of the fields that were read.</summary>
    /// <param name="field">The field.</param>
    /// <param name="isVital"><see cref="IsVital"/> for this field.</param>
    public double? Value(scoped in NvmlFieldValue field, bool isVital) =>
        IsWell && Gave(field.Return, isVital) ? field.Value : null;

    /// <summary>One of the fields that were read, if its type is an unsigned one.</summary>
    public ulong? Whole(scoped in NvmlFieldValue field) => IsWell && Gave(field.Return) ? field.Whole : null;

    /// <summary>A least and a greatest value.</summary>
    public (uint? Least, uint? Greatest) Range(delegate* unmanaged[Cdecl]<nint, uint*, uint*, NvmlReturn> function)
    {
        uint least = 0, greatest = 0;
        if (!IsWell || function == null || !Gave(function(device, &least, &greatest)))
            return default;
        return (least == Blank ? null : least, greatest == Blank ? null : greatest);
    }

    /// <summary>How many samples the driver keeps.</summary>
    /// <param name="function">The function.</param>
    /// <param name="sampling">The quantity.</param>
    /// <param name="count">Their number, 0 if it keeps them and has none now.</param>
    /// <returns>False if it keeps none.</returns>
    public bool SampleCount(
        delegate* unmanaged[Cdecl]<nint, int, ulong, int*, uint*, NvmlSample*, NvmlReturn> function, NvmlSampling sampling, out uint count)
    {
        count = 0;
        if (!IsWell || function == null)
            return false;
        var type = 0;
        uint size = 0;
        var code = function(device, (int)sampling, 0, &type, &size, null);
        if (Gave(code))
            count = size;
        return code is NvmlReturn.Success or NvmlReturn.NotFound;
    }

    /// <summary>The driver's own samples after a time.</summary>
    /// <param name="function">The function.</param>
    /// <param name="sampling">The quantity.</param>
    /// <param name="after">In µs of the wall clock.</param>
    /// <param name="buffer">Where they are written.</param>
    /// <param name="type">The type of their values.</param>
    /// <returns>Those that were written; none if there are none.</returns>
    public Span<NvmlSample> Samples(
        delegate* unmanaged[Cdecl]<nint, int, ulong, int*, uint*, NvmlSample*, NvmlReturn> function, NvmlSampling sampling, ulong after,
        Span<NvmlSample> buffer, out int type)
    {
        var (valueType, count) = (0, (uint)buffer.Length);
        fixed (NvmlSample* pointer = buffer)
        {
            var gave = IsWell && function != null && Gave(function(device, (int)sampling, after, &valueType, &count, pointer));
            type = valueType;
            return gave ? buffer[..(int)Math.Min(count, (uint)buffer.Length)] : [];
        }
    }

    /// <summary>Sessions, mean frame rate and mean latency (µs) of the encoder.</summary>
    public (uint Sessions, uint Fps, uint Latency)? Sessions(
        delegate* unmanaged[Cdecl]<nint, uint*, uint*, uint*, NvmlReturn> function)
    {
        uint sessions = 0, fps = 0, latency = 0;
        return IsWell && function != null && Gave(function(device, &sessions, &fps, &latency))
            ? (sessions, fps, latency)
            : null;
    }

    /// <summary>A text; empty if unknown.</summary>
    public string Text(delegate* unmanaged[Cdecl]<nint, byte*, uint, NvmlReturn> function, int length)
    {
        var text = stackalloc byte[length];
        return IsWell && function != null && Gave(function(device, text, (uint)length))
            ? NvmlLibrary.Text(new ReadOnlySpan<byte>(text, length))
            : "";
    }

    /// <summary>Whether the GPU has the encoder; null if the driver does not report it.</summary>
    public bool? Encodes(delegate* unmanaged[Cdecl]<nint, int, uint*, NvmlReturn> function, NvmlCodec codec)
    {
        if (!IsWell || function == null)
            return null;
        uint capacity;
        var code = function(device, (int)codec, &capacity);
        return Gave(code) ? true : code == NvmlReturn.NotSupported ? false : null;
    }

    bool Gave(NvmlReturn code)
    {
        return Gave(code, IsVital);
    }

    bool Gave(NvmlReturn code, bool isVital)
    {
        if (code.IsLostGpu || (isVital && code.IsLostReading) || code.IsDeadGpu || code.IsDeadGeneration)
            Failure = code;
        return code == NvmlReturn.Success;
    }
}
