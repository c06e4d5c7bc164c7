using System.Runtime.InteropServices;

namespace Wattd.Linux;

/// <summary>A null-terminated array of C strings: an argv or an environment.</summary>
sealed unsafe class NativeStrings : IDisposable
{
    readonly int _count;

    /// <summary>Text, as UTF-8.</summary>
    public NativeStrings(ReadOnlySpan<string> strings)
        : this(strings.Length)
    {
        for (var i = 0; i < _count; i++)
            Pointer[i] = (byte*)Marshal.StringToCoTaskMemUTF8(strings[i]);
    }

    /// <summary>Bytes without a null among them, which need not be text.</summary>
    public NativeStrings(ReadOnlySpan<byte[]> strings)
        : this(strings.Length)
    {
        for (var i = 0; i < _count; i++)
        {
            var length = strings[i].Length;
            Pointer[i] = (byte*)Marshal.AllocCoTaskMem(length + 1);
            strings[i].CopyTo(new Span<byte>(Pointer[i], length));
            Pointer[i][length] = 0;
        }
    }

    NativeStrings(int count)
    {
        _count = count;
        Pointer = (byte**)NativeMemory.AllocZeroed((nuint)count + 1, (nuint)sizeof(byte*));
    }

    public byte** Pointer { get; }

    public void Dispose()
    {
        for (var i = 0; i < _count; i++)
            Marshal.FreeCoTaskMem((nint)Pointer[i]);
        NativeMemory.Free(Pointer);
    }
}
