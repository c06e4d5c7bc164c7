namespace Wattd.Collectors.Gpu.Nvml;

/// <summary>
/// Queries one GPU, call by call. A value that the driver does not report, or that is implausible, is null. After a
/// code that means a lost GPU or driver there are no more calls: a call to a failing GPU can take minutes.
/// </summary>
unsafe ref struct NvmlQuery(nint device)
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

    /// <summary>Reads several fields at once.</summary>
    /// <returns>False if none of them was read.</returns>
    public bool Fill(
        delegate* unmanaged[Cdecl]<nint, int, NvmlFieldValue*, NvmlReturn> function, scoped Span<NvmlFieldValue> fields)
    {
        fixed (NvmlFieldValue* pointer = fields)
            return IsWell && function != null && Gave(function(device, fields.Length, pointer));
    }

    /// <summary>One of the fields that were read.</summary>
    /// <param name="field">The field.</param>
    /// <param name="isVital"><see cref="IsVital"/> for this field.</param>
    public double? Value(scoped in NvmlFieldValue field, bool isVital) =>
        IsWell && Gave(field.Return, isVital) ? field.Value : null;

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
