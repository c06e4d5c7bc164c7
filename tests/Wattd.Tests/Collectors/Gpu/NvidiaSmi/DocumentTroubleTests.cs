using System.Text;
using Wattd.Collectors.Gpu;
using Wattd.Collectors.Gpu.Processes;

namespace Wattd.Tests.Collectors.Gpu.NvidiaSmi;

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
    [InlineData("<a/>", 40_000, "")]
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
    public void TheFirstOfSeveralDocumentsIsUsed()
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
    public void MoreGpusThanOneMachineHasAreRefusedInOneLine()
    {
        using var rig = new NvidiaSmiRig();
        rig.Fake.Prints($"<nvidia_smi_log>{Gpus(Plausible.MostGpus)}</nvidia_smi_log>");
        Assert.Equal(Plausible.MostGpus, rig.Read().Gpus.Length);
        rig.Fake.Prints($"<nvidia_smi_log>{Gpus(1_000)}</nvidia_smi_log>");

        var failure = rig.Fails();

        Assert.Equal(GpuFailure.InvalidDocument, failure.Reason);
        Assert.Contains("lists 1000 GPUs", failure.Message);
    }

    static string Gpus(int count) =>
        string.Concat(Enumerable.Range(0, count).Select(gpu => $"<gpu id='{gpu:X8}:01:00.0'><uuid>GPU-{gpu}</uuid></gpu>"));

    [Fact]
    public void ABusIdCountsOnce()
    {
        using var rig = new NvidiaSmiRig();
        rig.Fake.Prints("<nvidia_smi_log><gpu id='0000:01:00.0'/><gpu id='00000000:01:00.0'/></nvidia_smi_log>");

        Assert.Single(rig.Read().Gpus);
    }

    [Theory]
    [InlineData("1<!-- comment -->2 W", 12.0)]
    [InlineData("1<?instruction?>2 W", 12.0)]
    [InlineData("1<![CDATA[2]]> W", 12.0)]
    [InlineData("1&#50; W", 12.0)]
    [InlineData("1<part/>2 W", null)]
    [InlineData("12 <part/>mW", null)]
    public void AValueInPiecesIsReadWholeOrIsAbsent(string power, double? watts)
    {
        using var rig = new NvidiaSmiRig();
        rig.Fake.Prints($"<nvidia_smi_log><gpu id='0000:01:00.0'><power_readings><power_draw>{power}</power_draw></power_readings></gpu></nvidia_smi_log>");

        rig.Read();

        Assert.Equal(watts, rig.Readings.Span[0].PowerDrawWatts);
    }

    [Fact]
    public void AValueThatIsTooLongToKeepIsNone()
    {
        using var rig = new NvidiaSmiRig();
        rig.Fake.Prints($"<nvidia_smi_log><gpu id='0000:01:00.0'><power_readings><power_draw>12{new string(' ', 300)}mW</power_draw></power_readings></gpu></nvidia_smi_log>");

        rig.Read();

        Assert.Null(rig.Readings.Span[0].PowerDrawWatts);
    }

    [Theory]
    [InlineData("&#0;")]
    [InlineData("&#13;")]
    [InlineData("&#10;")]
    [InlineData("&#x1b;")]
    [InlineData("&#x85;")]
    [InlineData("&#xd800;")]
    [InlineData("&#xffff;")]
    public void AControlCharacterInAnIdentityBecomesAQuestionMark(string reference)
    {
        using var rig = new NvidiaSmiRig();
        rig.Fake.Prints($"""
            <nvidia_smi_log><driver_version>580{reference}1</driver_version><gpu id='0000:01:00.0'>
            <product_name>A{reference}Z</product_name><uuid>GPU{reference}1</uuid><vbios_version>9{reference}1</vbios_version>
            <persistence_mode>En{reference}d</persistence_mode></gpu></nvidia_smi_log>
            """);

        var inventory = rig.Read();

        var gpu = inventory.Gpus[0];
        Assert.Equal(("580?1", "A?Z", "GPU?1", "9?1", "En?d"),
            (inventory.DriverVersion, gpu.Name, gpu.Uuid, gpu.VbiosVersion, gpu.PersistenceMode));
    }

    /// <summary>The name of a process, if nvidia-smi prints it unescaped.</summary>
    [Theory]
    [InlineData("</processes>")]
    [InlineData("</gpu>")]
    [InlineData("</process_name></process_info></processes><temperature><gpu_temp>99 C</gpu_temp></temperature><processes><process_info><process_name>")]
    [InlineData("</process_name></process_info></processes><fan_speed>99 %</fan_speed><processes><x><y>")]
    [InlineData("<processes><process_info><process_name>")]
    public void AProcessNameAddsNoElements(string name)
    {
        using var rig = new NvidiaSmiRig();
        rig.Demand.IsAsked = true;
        rig.Fake.Prints(DocumentOfProcess(name));

        var inventory = rig.Read();

        Assert.Equal(2, inventory.Gpus.Length);
        Assert.Equal((null, null), (rig.Readings.Span[0].TemperatureCelsius, rig.Readings.Span[0].FanSpeedPercent));
        Assert.Equal((40.0, 41.0), (rig.Readings.Span[0].PowerDrawWatts, rig.Readings.Span[1].PowerDrawWatts));
        Assert.Equal([new GpuProcess(1, null, null)], rig.Readings.Span[0].Processes!.Value);
        Assert.Equal([new GpuProcess(2, null, null)], rig.Readings.Span[1].Processes!.Value);
    }

    [Fact]
    public void ADocumentWithAGpuInAProcessNameIsRefused()
    {
        using var rig = new NvidiaSmiRig();
        rig.Fake.Prints(DocumentOfProcess(
            "</process_name></process_info></processes></gpu><gpu id='00000000:02:00.0'><power_readings><power_draw>999 W</power_draw></power_readings></gpu>"
            + "<gpu id='00000000:09:00.0'><processes><process_info><process_name>"));

        var failure = rig.Fails();

        Assert.Equal(GpuFailure.InvalidDocument, failure.Reason);
        Assert.Contains("4 GPUs", failure.Message);
    }

    static string DocumentOfProcess(string name) => $"""
        <nvidia_smi_log>
        	<attached_gpus>2</attached_gpus>
        	<gpu id="00000000:01:00.0">
        		<power_readings><power_draw>40 W</power_draw></power_readings>
        		<processes>
        			<process_info><pid>1</pid><process_name>{name}</process_name></process_info>
        		</processes>
        		<accounted_processes>
        		</accounted_processes>
        	</gpu>
        	<gpu id="00000000:02:00.0">
        		<power_readings><power_draw>41 W</power_draw></power_readings>
        		<processes>
        			<process_info><pid>2</pid><process_name>ffmpeg</process_name></process_info>
        		</processes>
        	</gpu>
        </nvidia_smi_log>
        """;

    static byte[] Replace(byte[] document, string text, byte[] bytes)
    {
        var at = document.AsSpan().IndexOf(Encoding.ASCII.GetBytes(text));
        return [.. document.AsSpan(0, at), .. bytes, .. document.AsSpan(at + text.Length)];
    }
}
