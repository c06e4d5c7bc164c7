using System.Globalization;
using System.Text;

namespace Serilog.Sinks.Journald;

/// <summary>
/// Encodes what is written to it as UTF-8 into a buffer that grows up to a limit. At the limit it cuts between two
/// characters, and ignores the rest.
/// </summary>
/// <remarks>The buffer is kept for the next use unless it grew large.</remarks>
sealed class Utf8Writer() : TextWriter(CultureInfo.InvariantCulture)
{
    const int InitialCapacity = 2 * 1024, RetainedCapacity = 64 * 1024, ChunkLength = 1024;

    readonly Encoder _encoder = Encoding.UTF8.GetEncoder();
    byte[] _buffer = new byte[InitialCapacity];
    bool _isCut;

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>Text is cut at this length.</summary>
    public int Limit { get; set; }

    /// <summary>What was written. Valid until the next write.</summary>
    public Span<byte> Written => _buffer.AsSpan(0, Length);

    /// <summary>Clears the buffer and starts again.</summary>
    public void Clear()
    {
        if (_buffer.Length > RetainedCapacity)
            _buffer = new byte[InitialCapacity];
        _encoder.Reset();
        Length = 0;
        _isCut = false;
    }

    public override void Write(char value) => Write(new ReadOnlySpan<char>(in value));

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty && !_isCut)
        {
            var chunk = text[..Math.Min(text.Length, ChunkLength)];
            Encode(chunk, flush: false);
            text = text[chunk.Length..];
        }
    }

    /// <summary>Ends a piece of text: a pending half of a surrogate pair becomes U+FFFD.</summary>
    /// <returns>Whether the piece was cut.</returns>
    public bool FlushText()
    {
        if (!_isCut)
            Encode([], flush: true);
        _encoder.Reset();
        var wasCut = _isCut;
        _isCut = false;
        return wasCut;
    }

    /// <summary>Writes bytes as they are, ignoring the limit.</summary>
    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Inserts bytes with undefined content at a position.</summary>
    public void Insert(int position, int count)
    {
        Reserve(count);
        _buffer.AsSpan(position, Length - position).CopyTo(_buffer.AsSpan(position + count));
        Length += count;
    }

    void Encode(ReadOnlySpan<char> chars, bool flush)
    {
        var room = Reserve(Encoding.UTF8.GetMaxByteCount(chars.Length));
        Length += _encoder.GetBytes(chars, room, flush);
        if (Length <= Limit)
            return;

        // A byte 10xxxxxx continues a character, so the cut must be before its first byte.
        var cut = Limit;
        while ((_buffer[cut] & 0xC0) == 0x80)
            cut--;
        Length = cut;
        _isCut = true;
    }

    Span<byte> Reserve(int count)
    {
        if (_buffer.Length - Length < count)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + count));
        return _buffer.AsSpan(Length);
    }
}
