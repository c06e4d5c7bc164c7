using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Serilog.Sinks.Journald;

/// <summary>Writes the fields of one journal entry in the native protocol, within the sizes that journald accepts.</summary>
/// <remarks>
/// A field is <c>NAME=value\n</c>; one whose value has a newline is <c>NAME\n</c>, the value's length as 64 bits
/// little-endian, the value, <c>\n</c>. Source: systemd, docs/JOURNAL_NATIVE_PROTOCOL.md.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "A Utf8Writer holds memory only.")]
sealed class JournalEntryWriter
{
    /// <summary>Bytes of a value; the rest is cut off.</summary>
    public const int ValueLimit = 64 * 1024;

    /// <summary>Bytes of an entry. Below the largest datagram that Linux sends by default, 208 KiB.</summary>
    public const int EntryLimit = 192 * 1024;

    /// <summary>Fields of an entry, below journald's ENTRY_FIELD_COUNT_MAX of 1024, above which it rejects the entry.</summary>
    public const int FieldLimit = 1000;

    const int LengthSize = sizeof(ulong);

    readonly Utf8Writer _text = new();
    int _entryLimit, _fieldCount, _valueStart;
    bool _truncated;

    static ReadOnlySpan<byte> TruncationMark => "MESSAGE_TRUNCATED=1\n"u8;

    /// <summary>Starts an entry.</summary>
    /// <param name="maximumSize">The most bytes that the socket takes.</param>
    public void Begin(int maximumSize)
    {
        _text.Clear();
        _entryLimit = Math.Min(EntryLimit, maximumSize) - TruncationMark.Length;
        _fieldCount = 0;
        _truncated = false;
    }

    /// <summary>Starts a field, whose value is then written to the returned writer.</summary>
    /// <param name="name">A valid name.</param>
    /// <returns>Null if the entry is full: the field is left out, and the entry is marked.</returns>
    public TextWriter? BeginField(ReadOnlySpan<byte> name)
    {
        var valueStart = _text.Length + name.Length + 1;
        var room = _entryLimit - valueStart - LengthSize - 1;
        if (room <= 0 || _fieldCount == FieldLimit)
        {
            _truncated = true;
            return null;
        }

        _fieldCount++;
        _text.WriteBytes(name);
        _text.WriteBytes("="u8);
        _valueStart = valueStart;
        _text.Limit = valueStart + Math.Min(ValueLimit, room);
        return _text;
    }

    /// <summary>Ends the current field.</summary>
    public void EndField()
    {
        _truncated |= _text.FlushText();
        if (_text.Written[_valueStart..].Contains((byte)'\n'))
            PrefixLength();
        _text.WriteBytes("\n"u8);
    }

    /// <summary>Writes a whole field.</summary>
    public void Field(ReadOnlySpan<byte> name, ReadOnlySpan<char> value)
    {
        if (BeginField(name) is not { } writer)
            return;
        writer.Write(value);
        EndField();
    }

    /// <summary>Ends the entry.</summary>
    /// <returns>The datagram; valid until the next entry begins.</returns>
    public ReadOnlySpan<byte> End()
    {
        if (_truncated)
            _text.WriteBytes(TruncationMark);
        return _text.Written;
    }

    void PrefixLength()
    {
        var length = (ulong)(_text.Length - _valueStart);
        _text.Insert(_valueStart, LengthSize);
        _text.Written[_valueStart - 1] = (byte)'\n';
        BinaryPrimitives.WriteUInt64LittleEndian(_text.Written[_valueStart..], length);
    }
}
