using System.Runtime.InteropServices;

namespace Wattd.Collectors.Gpu.NvidiaSmi;

/// <summary>A null-terminated array of C strings: an argv or an environment.</summary>
sealed unsafe class NativeStrings : IDisposable
{
    readonly int _count;

    public NativeStrings(ReadOnlySpan<string> strings)
    {
        _count = strings.Length;
        Pointer = (byte**)NativeMemory.AllocZeroed((nuint)_count + 1, (nuint)sizeof(byte*));
        for (var i = 0; i < _count; i++)
            Pointer[i] = (byte*)Marshal.StringToCoTaskMemUTF8(strings[i]);
    }

    public byte** Pointer { get; }

    public void Dispose()
    {
        for (var i = 0; i < _count; i++)
            Marshal.FreeCoTaskMem((nint)Pointer[i]);
        NativeMemory.Free(Pointer);
    }
}
