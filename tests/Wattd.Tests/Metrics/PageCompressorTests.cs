using System.IO.Compression;
using System.Text;
using CsCheck;
using Wattd.Metrics;

namespace Wattd.Tests.Metrics;

public sealed class PageCompressorTests
{
    readonly PageCompressor _compressor = new();

    [Fact]
    public void EachPageIsCompleteByItself() =>
        Gen.OneOf(Gen.Byte.Array[0, 5000], Gen.Byte[97, 99].Array[0, 50_000]).Array[1, 4].Sample(pages =>
            Assert.All(pages, page => Assert.Equal(page, Decompressed(_compressor.Compress(page)))), threads: 1, iter: 200);

    [Fact]
    public void APageThatFillsTheBufferToTheLastByteIsWhole()
    {
        // Noise grows by some bytes: among these sizes are those that leave every number of bytes from zero on.
        var noise = new byte[4200];
        new Random(4).NextBytes(noise);
        for (var size = 3700; size < noise.Length; size++)
            Assert.Equal(noise[..size], Decompressed(new PageCompressor().Compress(noise.AsSpan(0, size))));
    }

    [Fact]
    public void TheSamePageGivesTheSameBytes()
    {
        var page = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 500).Select(i => $"rapl_power_watts{{zone=\"{i}\"}} {i * 7919 % 1000}\n")));
        var first = _compressor.Compress(page);
        Assert.InRange(first.Length, 1, page.Length / 3);
        Assert.Equal(first, _compressor.Compress(page));
    }

    [Fact]
    public void AnyNumberOfThreadsMayUseOne() =>
        Parallel.For(0, 200, i =>
        {
            var page = Encoding.ASCII.GetBytes(new string((char)('a' + i % 26), i * 50));
            Assert.Equal(page, Decompressed(_compressor.Compress(page)));
        });

    static byte[] Decompressed(byte[] gzip)
    {
        using var stream = new GZipStream(new MemoryStream(gzip), CompressionMode.Decompress);
        var plain = new MemoryStream();
        stream.CopyTo(plain);
        return plain.ToArray();
    }
}
