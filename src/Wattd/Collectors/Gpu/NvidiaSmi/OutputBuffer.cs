using System.Runtime.InteropServices;

namespace Wattd.Collectors.Gpu.NvidiaSmi;

/// <summary>
/// The output of a process, up to a limit. Its memory is the C library's, so that a large document does not use the
/// heap, which is 64 MiB in all, and is freed after the run.
/// </summary>
/// <param name="limit">Bytes to keep; the rest is dropped.</param>
sealed unsafe class OutputBuffer(int limit) : IDisposable
{
    const int InitialCapacity = 64 * 1024;

    byte* _bytes;
    int _capacity;
    int _length;

    /// <summary>Whether more than the limit was written.</summary>
    public bool IsOverfull { get; private set; }

    /// <summary>What was kept. Valid until the buffer is disposed or written to.</summary>
    public Span<byte> Span => new(_bytes, _length);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > limit - _length)
        {
            IsOverfull = true;
            bytes = bytes[..(limit - _length)];
        }
        EnsureCapacity(_length + bytes.Length);
        bytes.CopyTo(new Span<byte>(_bytes + _length, bytes.Length));
        _length += bytes.Length;
    }

    void EnsureCapacity(int wanted)
    {
        if (wanted <= _capacity)
            return;
        var capacity = Math.Max(_capacity, InitialCapacity);
        while (capacity < wanted)
            capacity *= 2;
        _bytes = (byte*)NativeMemory.Realloc(_bytes, (nuint)capacity);
        _capacity = capacity;
    }

    public void Dispose()
    {
        NativeMemory.Free(_bytes);
        _bytes = null;
        _capacity = _length = 0;
    }
}
