using System.Text;
using CsCheck;
using Wattd.Ffmpeg;

namespace Wattd.Tests.Ffmpeg;

public sealed class ProgressParserPropertyTests
{
    static readonly Gen<string> Line = Gen.OneOf(
        Gen.Select(
            OneOf("frame", "stream_0_0_q", "stream_1_12_q", "total_size", "out_time_us", "out_time_ms", "out_time", "dup_frames", "drop_frames", "speed", "progress", ""),
            OneOf("0", "-1.0", "12", " 345", "N/A", "2.32e+04x", "00:00:01.000000", "-00:00:00.021333", "continue", "end", ""),
            (key, value) => $"{key}={value}"),
        Gen.Const("progress=continue"),
        Gen.String[Gen.Char[' ', '~'], 0, 300]);

    static readonly Gen<byte[]> Text = Gen.Select(Line.Array[0, 60], OneOf("\n", "\r\n"), (lines, end) => Encoding.ASCII.GetBytes(string.Join(end, lines)));

    [Fact]
    public void TheBlocksDoNotDependOnThePiecesInWhichTheyArrive() =>
        Gen.Select(Text, Gen.Int[1, 40].Array[1, 50]).Sample((text, sizes) =>
            Blocks(text, sizes).SequenceEqual(Blocks(text, [1])) && Blocks(text, [text.Length + 1]).LastOrDefault() == Blocks(text, [1]).LastOrDefault());

    [Fact]
    public void AnyBytesAreTakenAndALaterBlockIsUnderstood() =>
        Gen.Select(Gen.OneOf(Gen.Byte.Array[0, 2000], Text, MutatedText), Gen.Int[1, 700]).Sample((bytes, size) =>
        {
            var parser = new ProgressParser();
            foreach (var piece in bytes.Chunk(size))
                parser.Add(piece);
            parser.Add("\nprogress=continue\n"u8);
            return parser.Add("frame=77\nstream_0_0_q=20.0\nprogress=end\n"u8) is { Frames: 77, VideoOutputs: 1, IsLast: true };
        });

    /// <summary>More than any ladder has, and more than the parser keeps.</summary>
    [Fact]
    public void AnyNumberOfOutputsIsTaken()
    {
        var lines = string.Concat(Enumerable.Range(0, 5000).Select(output => $"stream_0_{output}_q=-1.0\n"));
        Assert.InRange(new ProgressParser().Add(Encoding.ASCII.GetBytes($"{lines}progress=end\n"))!.Value.VideoOutputs, 100, 5000);
    }

    static Gen<byte[]> MutatedText => Gen.Select(Text, Gen.Select(Gen.Int[0, 3000], Gen.Byte).Array[1, 20], (text, changes) =>
    {
        foreach (var (place, value) in changes.Where(change => change.Item1 < text.Length))
            text[place] = value;
        return text;
    });

    /// <summary>Every block, in pieces whose sizes repeat; a piece that ends several blocks returns the last of them.</summary>
    static List<ProgressBlock> Blocks(byte[] text, int[] sizes)
    {
        var (parser, blocks, place) = (new ProgressParser(), new List<ProgressBlock>(), 0);
        for (var i = 0; place < text.Length; i++)
        {
            // The pieces of a size end at a line, so that none ends two blocks.
            var end = Math.Min(place + sizes[i % sizes.Length], text.Length);
            foreach (var piece in Lines(text[place..end]))
            {
                if (parser.Add(piece) is { } block)
                    blocks.Add(block);
            }
            place = end;
        }
        return blocks;
    }

    static IEnumerable<byte[]> Lines(byte[] piece)
    {
        var start = 0;
        for (var i = 0; i < piece.Length; i++)
        {
            if (piece[i] == (byte)'\n')
            {
                yield return piece[start..(i + 1)];
                start = i + 1;
            }
        }
        yield return piece[start..];
    }

    static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
