using System.Runtime.InteropServices;

namespace Wattd.Metrics;

/// <summary>
/// A stream of the runtime's zlib that compresses for the life of the daemon, with the functions that
/// System.IO.Compression itself calls. Its classes create a stream for each document and cannot reset one.
/// </summary>
/// <remarks>They are linked from the runtime of the build: if one is removed, the build fails.</remarks>
sealed unsafe partial class DeflateHandle : SafeHandle
{
    // zlib.h: level 1, the default strategy, and a negative window: raw deflate without a header. A window of 8 kB and
    // as much for pending symbols take half of the memory of the defaults; a page's lines resemble their neighbours.
    const int Fastest = 1, Deflated = 8, Bare8KiBWindow = -13, MemoryLevel = 6, DefaultStrategy = 0;
    const int FullFlush = 3, Ok = 0, NothingToDo = -5;

    /// <exception cref="InsufficientMemoryException">There is not enough memory, a quarter of a megabyte.</exception>
    public DeflateHandle() : base(0, ownsHandle: true)
    {
        SetHandle((nint)NativeMemory.AllocZeroed((nuint)sizeof(ZStream)));
        if (DeflateInit2_((ZStream*)handle, Fastest, Deflated, Bare8KiBWindow, MemoryLevel, DefaultStrategy) != Ok)
            throw new InsufficientMemoryException("zlib could not be set up.");
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>
    /// Compresses and flushes in full: the output is whole bytes, and nothing after it refers back to it (zlib manual,
    /// deflate). Its last block is not marked as such.
    /// </summary>
    /// <param name="input">The data to compress; afterwards, the rest.</param>
    /// <param name="output">The destination, at least 7 bytes.</param>
    /// <returns>The bytes written. If they fill the destination, there is more: call again.</returns>
    public int Deflate(ref ReadOnlySpan<byte> input, Span<byte> output)
    {
        fixed (byte* from = input, to = output)
        {
            var stream = (ZStream*)handle;
            stream->NextIn = from;
            stream->AvailableIn = (uint)input.Length;
            stream->NextOut = to;
            stream->AvailableOut = (uint)output.Length;
            if (Deflate(stream, FullFlush) is var result and not (Ok or NothingToDo))
                throw new InvalidOperationException($"zlib returned {result}.");
            input = input[^(int)stream->AvailableIn..];
            var written = output.Length - (int)stream->AvailableOut;
            GC.KeepAlive(this);
            return written;
        }
    }

    /// <summary>The checksum of gzip (RFC 1952).</summary>
    public static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* from = bytes)
            return Crc32(0, from, bytes.Length);
    }

    protected override bool ReleaseHandle()
    {
        _ = DeflateEnd((ZStream*)handle);
        NativeMemory.Free((void*)handle);
        return true;
    }

    /// <summary>PAL_ZStream of the runtime's pal_zlib.h.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 40)]
    struct ZStream
    {
        [FieldOffset(0)] public byte* NextIn;
        [FieldOffset(8)] public byte* NextOut;
        [FieldOffset(32)] public uint AvailableIn;
        [FieldOffset(36)] public uint AvailableOut;
    }

    const string Library = "libSystem.IO.Compression.Native";

    [LibraryImport(Library, EntryPoint = "CompressionNative_DeflateInit2_")]
    private static partial int DeflateInit2_(ZStream* stream, int level, int method, int windowBits, int memoryLevel, int strategy);

    [LibraryImport(Library, EntryPoint = "CompressionNative_Deflate")]
    private static partial int Deflate(ZStream* stream, int flush);

    [LibraryImport(Library, EntryPoint = "CompressionNative_DeflateEnd")]
    private static partial int DeflateEnd(ZStream* stream);

    [LibraryImport(Library, EntryPoint = "CompressionNative_Crc32")]
    private static partial uint Crc32(uint crc, byte* bytes, int length);
}
