using System.Buffers.Text;

namespace Wattd.Ffmpeg;

/// <summary>
/// Reads what <c>ffmpeg -progress</c> writes, in pieces of any size: lines <c>key=value</c>, of which <c>progress=</c> ends a
/// block (print_report of fftools/ffmpeg.c, the same from 4.0 to 8.0). What it does not know, it skips.
/// </summary>
/// <param name="mayCopy">Whether ffmpeg was asked to copy a video stream; false makes every video output an encoded one.</param>
sealed class ProgressParser(bool mayCopy = true)
{
    // The longest line of ffmpeg has 30 bytes; more than this is something else.
    const int LongestLine = 256;

    // More than any ladder has.
    const int MostOutputs = 1000;

    readonly byte[] _line = new byte[LongestLine];
    int _length;
    bool _isTooLong;
    readonly bool[] _isEncoded = new bool[MostOutputs];
    ProgressBlock _block;
    TimeSpan? _text;
    double? _fps, _speed;
    int _blocks;

    /// <summary>Adds bytes.</summary>
    /// <returns>The newest block that they complete; null if they complete none.</returns>
    public ProgressBlock? Add(ReadOnlySpan<byte> bytes)
    {
        ProgressBlock? newest = null;
        while (bytes.IndexOf((byte)'\n') is var end and >= 0)
        {
            Append(bytes[..end]);
            bytes = bytes[(end + 1)..];
            if (EndLine())
                newest = EndBlock();
        }
        Append(bytes);
        return newest;
    }

    /// <summary>Reads a datagram, which ffmpeg fills with one block.</summary>
    /// <returns>The block; null if the datagram is cut, or is something else.</returns>
    public ProgressBlock? AddDatagram(ReadOnlySpan<byte> bytes)
    {
        (_blocks, _block, _text, _fps, _speed) = (0, default, null, null, null);
        var block = Add(bytes);
        var isWhole = _blocks == 1 && bytes[^1] == '\n' && _block == default;
        (_length, _isTooLong) = (0, false);
        // ffmpeg writes dup_frames in every block, and frame in every block with a video output.
        return isWhole && block is { DuplicatedFrames: not null } whole && (whole.Frames is not null || whole.VideoOutputs == 0) ? whole : null;
    }

    /// <summary>Forgets which outputs are copied: what follows is of another ffmpeg.</summary>
    public void Reset() => Array.Clear(_isEncoded);

    ProgressBlock EndBlock()
    {
        var block = _block with { MediaTime = _block.MediaTime ?? _text };
        block = block with { Elapsed = Quotient(block.Frames, _fps) ?? Quotient(block.MediaTime?.TotalSeconds, _speed) };
        (_block, _text, _fps, _speed) = (default, null, null, null);
        _blocks++;
        return block;
    }

    void Append(ReadOnlySpan<byte> piece)
    {
        _isTooLong |= piece.Length > LongestLine - _length;
        if (_isTooLong)
            return;
        piece.CopyTo(_line.AsSpan(_length));
        _length += piece.Length;
    }

    /// <returns>Whether the line ends a block.</returns>
    bool EndLine()
    {
        var line = _isTooLong ? [] : _line.AsSpan(0, _length).Trim((byte)'\r');
        (_length, _isTooLong) = (0, false);
        var equals = line.IndexOf((byte)'=');
        return equals > 0 && Take(line[..equals], line[(equals + 1)..].Trim((byte)' '));
    }

    bool Take(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (key.SequenceEqual("progress"u8))
        {
            _block = _block with { IsLast = value.SequenceEqual("end"u8) };
            return true;
        }
        if (key.SequenceEqual("frame"u8))
            _block = _block with { Frames = Number(value) };
        else if (key.SequenceEqual("fps"u8))
            _fps = Mean(value);
        else if (key.SequenceEqual("speed"u8))
            _speed = value is [.. var number, (byte)'x'] ? Mean(number) : null;
        else if (key.SequenceEqual("dup_frames"u8))
            _block = _block with { DuplicatedFrames = Number(value) };
        else if (key.SequenceEqual("drop_frames"u8))
            _block = _block with { DroppedFrames = Number(value) };
        else if (key.SequenceEqual("total_size"u8))
            _block = _block with { Bytes = Number(value) };
        else if (key.SequenceEqual("out_time_us"u8) || key.SequenceEqual("out_time_ms"u8))
            _block = _block with { MediaTime = Microseconds(value) ?? _block.MediaTime };
        else if (key.SequenceEqual("out_time"u8))
            _text = ClockTime(value);
        else if (key.StartsWith("stream_"u8) && key.EndsWith("_q"u8) && _block.VideoOutputs < MostOutputs)
            _block = _block with
            {
                VideoOutputs = _block.VideoOutputs + 1,
                CopiedOutputs = _block.CopiedOutputs + (IsCopied(_block.VideoOutputs, value) ? 1 : 0),
            };
        return false;
    }

    /// <summary>A copied output has the quantizer -1 in every block. In the last block, one that libx264 encodes has it too.</summary>
    bool IsCopied(int output, ReadOnlySpan<byte> quantizer)
    {
        _isEncoded[output] |= !mayCopy || !quantizer.SequenceEqual("-1.0"u8);
        return !_isEncoded[output];
    }

    /// <summary>Microseconds, also under the name <c>out_time_ms</c>: ffmpeg keeps that mistake. Negative at the start of some streams.</summary>
    static TimeSpan? Microseconds(ReadOnlySpan<byte> value) =>
        Utf8Parser.TryParse(value, out long microseconds, out var used) && used == value.Length
        && microseconds is >= 0 and <= long.MaxValue / TimeSpan.TicksPerMicrosecond
            ? TimeSpan.FromTicks(microseconds * TimeSpan.TicksPerMicrosecond)
            : null;

    /// <summary><c>HH:MM:SS.ffffff</c>, where hours may have more than two digits.</summary>
    static TimeSpan? ClockTime(ReadOnlySpan<byte> value)
    {
        var colon = value.IndexOf((byte)':');
        return colon > 0 && value.Length == colon + 13 && value[colon + 3] == ':' && value[colon + 6] == '.'
            && Number(value[..colon]) is { } hours and < 1_000_000
            && Number(value.Slice(colon + 1, 2)) is { } minutes && Number(value.Slice(colon + 4, 2)) is { } seconds
            && Number(value[(colon + 7)..]) is { } microseconds
                ? TimeSpan.FromTicks((((((hours * 60) + minutes) * 60) + seconds) * TimeSpan.TicksPerSecond) + (microseconds * TimeSpan.TicksPerMicrosecond))
                : null;
    }

    /// <summary>A mean since the start, such as <c>58.82</c> or <c>2.32e+04</c>.</summary>
    static double? Mean(ReadOnlySpan<byte> value) =>
        Utf8Parser.TryParse(value, out double number, out var used) && used == value.Length && double.IsFinite(number) ? number : null;

    static TimeSpan? Quotient(double? amount, double? rate) =>
        amount / rate is { } seconds and > 0 and < 1e9 ? TimeSpan.FromSeconds(seconds) : null;

    static long? Number(ReadOnlySpan<byte> value) =>
        value is [>= (byte)'0' and <= (byte)'9', ..] && Utf8Parser.TryParse(value, out long number, out var used) && used == value.Length
            ? number
            : null;
}
