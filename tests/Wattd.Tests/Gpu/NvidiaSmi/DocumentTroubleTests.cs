using System.Text;
using Wattd.Gpu;

namespace Wattd.Tests.Gpu.NvidiaSmi;

public sealed class DocumentTroubleTests
{
    [Fact]
    public void InvalidBytesAndControlCharactersInAProcessNameDoNoHarm()
    {
        using var rig = new NvidiaSmiRig();
        rig.Fake.Prints(Replace(NvidiaSmiRig.Fixture("driver-384"), "./encode", [0xff, 0xc3, 0x01, 0x00, (byte)'<', (byte)'&', 0xed, 0xa0, 0x80]));

        rig.Read();

        Assert.Equal(119.47, rig.Readings.Span[0].PowerDrawWatts);
    }

    [Fact]
    public void InvalidBytesInTheNameOfAGpuBecomeQuestionMarks()
    {
        using var rig = new NvidiaSmiRig();
        rig.Fake.Prints(Replace(NvidiaSmiRig.Fixture("driver-384"), "Test Pascal", [(byte)'A', 0xff, 0x07, 0xef, 0xbf, 0xbf, (byte)'Z']));

        Assert.Equal("A?????Z", rig.Read().Gpus[0].Name);
    }

    [Fact]
    public void AnEntityBombIsRefused()
    {
        using var rig = new NvidiaSmiRig();
        rig.Fake.Prints(NvidiaSmiRig.Fixture("entity-bomb"));

        Assert.Equal(GpuFailure.InvalidDocument, rig.Fails().Reason);
    }

    [Fact]
    public void ATruncatedDocumentIsRefusedAndSaysSo()
    {
        using var rig = new NvidiaSmiRig();
        rig.Fake.Prints(NvidiaSmiRig.Fixture("driver-570").AsSpan(0, 3000));

        var failure = rig.Fails();

        Assert.Equal(GpuFailure.InvalidDocument, failure.Reason);
        Assert.Contains("cut off", failure.Message);
    }

    [Fact]
    public void AHundredMegabytesAreRefused()
    {
        using var rig = new NvidiaSmiRig();
        rig.Fake.Runs("""
            echo $$ > "$here/pids"
            echo '<?xml version="1.0"?><nvidia_smi_log>'
            head -c 100000000 /dev/zero | tr '\0' 'x'
            echo '</nvidia_smi_log>'
            """);

        var failure = rig.Fails();

        Assert.Equal(GpuFailure.InvalidDocument, failure.Reason);
        Assert.Contains("8 MiB", failure.Message);
        Assert.All(rig.Fake.Pids, Support.Processes.AssertGone);
    }

    [Theory]
    [InlineData("<a/>", 200_000, "")]
    [InlineData("<a>", 100, "</a>")]
    [InlineData("<a b='", 5000, "'/>")]
    public void AnUnboundedDocumentIsRefused(string piece, int times, string ending)
    {
        using var rig = new NvidiaSmiRig();
        var body = piece.StartsWith("<a b", StringComparison.Ordinal)
            ? piece + new string('x', times) + ending
            : string.Concat(Enumerable.Repeat(piece, times)) + string.Concat(Enumerable.Repeat(ending, times));
        rig.Fake.Prints($"<nvidia_smi_log>{body}</nvidia_smi_log>");

        Assert.Equal(GpuFailure.InvalidDocument, rig.Fails().Reason);
    }

    [Fact]
    public void OfSeveralDocumentsTheFirstCounts()
    {
        using var rig = new NvidiaSmiRig();
        rig.Fake.Prints([.. NvidiaSmiRig.Fixture("driver-570"), .. NvidiaSmiRig.Fixture("driver-384")]);

        Assert.Equal("570.10", rig.Read().DriverVersion);
    }

    [Fact]
    public void AWarningOnStderrDoesNoHarm()
    {
        using var rig = new NvidiaSmiRig();
        rig.Fake.Prints(NvidiaSmiRig.Fixture("driver-570"), stderr: new string('w', 300_000));

        Assert.Equal("570.10", rig.Read().DriverVersion);
    }

    [Fact]
    public void TextBeforeAndAMissingDoctypeDoNoHarm()
    {
        using var rig = new NvidiaSmiRig();

        var inventory = rig.Read("short-domain-text-before");

        Assert.Equal("00000000:2D:00.0", inventory.Gpus[0].BusId);
        Assert.Equal(75.5, rig.Readings.Span[0].PowerDrawWatts);
    }

    [Fact]
    public void AGpuWithoutABusIdIsCountedAndNotListed()
    {
        using var rig = new NvidiaSmiRig();
        rig.Fake.Prints("<nvidia_smi_log><attached_gpus>1</attached_gpus><gpu><uuid>GPU-1</uuid></gpu></nvidia_smi_log>");

        var inventory = rig.Read();

        Assert.Equal((1, 0, 0), (inventory.Count, inventory.Gpus.Length, rig.Readings.Count));
    }

    [Fact]
    public void ABusIdCountsOnce()
    {
        using var rig = new NvidiaSmiRig();
        rig.Fake.Prints("<nvidia_smi_log><gpu id='0000:01:00.0'/><gpu id='00000000:01:00.0'/></nvidia_smi_log>");

        Assert.Single(rig.Read().Gpus);
    }

    static byte[] Replace(byte[] document, string text, byte[] bytes)
    {
        var at = document.AsSpan().IndexOf(Encoding.ASCII.GetBytes(text));
        return [.. document.AsSpan(0, at), .. bytes, .. document.AsSpan(at + text.Length)];
    }
}
