namespace Wattd.Collectors.Gpu.Nvml;

/// <summary>The lists of a GPU, which are read into buffers that grow as needed and are reused.</summary>
unsafe ref partial struct NvmlQuery
{
    /// <summary>The longest list that is read: a driver that reports more is wrong.</summary>
    public const int LongestList = 4096;

    /// <summary>A list of records.</summary>
    /// <param name="function">The function.</param>
    /// <param name="buffer">
    /// Receives them. A function that writes shorter records packs them at its start.
    /// </param>
    /// <returns>How many are in the buffer; null if the driver does not list them.</returns>
    public int? List<T>(delegate* unmanaged[Cdecl]<nint, uint*, T*, NvmlReturn> function, ref T[] buffer)
        where T : unmanaged
    {
        if (!IsWell || function == null)
            return null;
        while (true)
        {
            var count = (uint)buffer.Length;
            NvmlReturn code;
            fixed (T* first = buffer)
                code = function(device, &count, first);
            if (!HasGrown(code, count, ref buffer))
                return Gave(code) ? Within(count, buffer) : null;
        }
    }

    /// <summary>Samples of what the processes used; 0 if the driver has no newer one.</summary>
    /// <param name="function">The function.</param>
    /// <param name="since">The timestamp after which they are asked for; 0 for all that the driver holds.</param>
    /// <param name="buffer">Receives them.</param>
    /// <returns>How many are in the buffer; null if the driver does not report them.</returns>
    public int? ProcessSamples(
        delegate* unmanaged[Cdecl]<nint, NvmlProcessSample*, uint*, ulong, NvmlReturn> function, ulong since,
        ref NvmlProcessSample[] buffer)
    {
        if (!IsWell || function == null)
            return null;
        while (true)
        {
            var count = (uint)buffer.Length;
            NvmlReturn code;
            fixed (NvmlProcessSample* first = buffer)
                code = function(device, first, &count, since);
            if (code == NvmlReturn.NotFound)
                return 0;
            if (!HasGrown(code, count, ref buffer))
                return Gave(code) ? Within(count, buffer) : null;
        }
    }

    /// <summary>The processes of one mode.</summary>
    /// <returns>How many are in the buffer; null if the driver does not list them.</returns>
    public int? Processes(
        delegate* unmanaged[Cdecl]<nint, NvmlProcessDetailList*, NvmlReturn> function, NvmlProcessMode mode,
        ref NvmlProcessDetail[] buffer)
    {
        if (!IsWell || function == null)
            return null;
        while (true)
        {
            NvmlReturn code;
            NvmlProcessDetailList list;
            fixed (NvmlProcessDetail* first = buffer)
            {
                list = new NvmlProcessDetailList { Mode = mode, Count = (uint)buffer.Length, Processes = first };
                code = function(device, &list);
            }
            if (!HasGrown(code, list.Count, ref buffer))
                return Gave(code) ? Within(list.Count, buffer) : null;
        }
    }

    /// <summary>Whether the buffer was too short and is longer now. Between two calls the list may grow again.</summary>
    static bool HasGrown<T>(NvmlReturn code, uint needed, ref T[] buffer)
    {
        if (code != NvmlReturn.InsufficientSize || buffer.Length >= LongestList)
            return false;
        buffer = new T[(int)Math.Clamp(needed, (uint)Math.Min(2 * buffer.Length, LongestList), LongestList)];
        return true;
    }

    static int Within<T>(uint count, T[] buffer) => (int)Math.Min(count, (uint)buffer.Length);
}
