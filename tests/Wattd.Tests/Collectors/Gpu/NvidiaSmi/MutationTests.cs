using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Wattd.Collectors.Gpu;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Gpu.NvidiaSmi;
using Wattd.Collectors.Sampling;
using Wattd.Metrics;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Gpu.NvidiaSmi;

/// <summary>Any change to a document makes it refused in one way or read into values that it contains.</summary>
public sealed partial class MutationTests
{
    static readonly byte[][] Documents =
    [
        .. Directory.GetFiles(NvidiaSmiRig.Fixtures, "*.xml").Order(StringComparer.Ordinal).Select(File.ReadAllBytes),
    ];

    static readonly FieldInfo[] Values =
        [.. typeof(GpuReading).GetFields().Where(field => field.FieldType == typeof(double?))];

    // Not a number of the document: a word in it, or a sum.
    static readonly string[] NotNumbers =
    [
        nameof(GpuReading.PerformanceState), nameof(GpuReading.RecoveryAction),
        nameof(GpuReading.EccCorrectedErrors), nameof(GpuReading.EccUncorrectedErrors),
        nameof(GpuReading.RemappedRowsPending), nameof(GpuReading.RemappedRowsFailure), nameof(GpuReading.RetiredPagesPending),
    ];

    static readonly string[] Pieces =
    [
        " W", " mW", " kW", " %", " C", " MiB", "0x", "1_", "-0", "<!-- -->", "<![CDATA[", "]]>", "&#0;", "&#13;", "&#xd800;", "&amp;",
        "<gpu id=\"00000000:09:00.0\">", "</gpu>", "</processes>", "<process_name>", "GPU is lost", "Unknown Error", "N/A",
        "4294967295", "<!DOCTYPE a [<!ENTITY b 'c'>]>", "</nvidia_smi_log>",
    ];

    [Fact]
    public void AMutatedDocumentIsRefusedInOneLineOrGivesValuesThatItHas() => Mutator.ForEachSeed(3_000, seed =>
    {
        var bytes = new Mutator(seed, Pieces).Mutate(Documents);
        var given = Encoding.Latin1.GetString(bytes);
        try
        {
            if (NvidiaSmiDocument.Parse(bytes) is not { } parsed)
                return;
            var answer = NvidiaSmiAnswer.Of(parsed, Encoding.UTF8.GetString(bytes));
            AssertInRange(answer);
            AssertHas(given, answer);
            if (seed % 10 == 0)
                AssertOnAPage(answer);
        }
        catch (SourceException refused) when (refused.Reason == GpuFailure.InvalidDocument)
        {
            Assert.DoesNotContain(refused.Message, char.IsControl);
        }
    });

    [Fact]
    public void ADocumentCutOffAnywhereIsRefusedAndNeverHalfRead()
    {
        var whole = NvidiaSmiRig.Fixture("driver-570").AsSpan().TrimEnd((byte)'\n').ToArray();
        for (var length = 0; length < whole.Length; length++)
        {
            var bytes = whole[..length];
            if (bytes.AsSpan().IndexOf("<nvidia_smi_log"u8) < 0)
                Assert.Null(NvidiaSmiDocument.Parse(bytes));
            else
                Assert.Throws<SourceException>(() => NvidiaSmiDocument.Parse(bytes));
        }
    }

    static void AssertInRange(NvidiaSmiAnswer answer)
    {
        Assert.InRange(answer.AttachedGpus, 0, Plausible.MostGpus);
        Assert.Distinct(answer.Gpus.Select(gpu => gpu.Identity.BusId));
        foreach (var (identity, reading) in answer.Gpus)
        {
            Assert.True(PciBusId.TryNormalise(identity.BusId, out var normal) && normal == identity.BusId);
            Assert.DoesNotContain(identity.Name + identity.Uuid + identity.VbiosVersion, char.IsControl);
            foreach (var field in Values)
            {
                if (field.GetValue(reading) is double value)
                    Assert.InRange(value, Least(field.Name), Most(field.Name));
            }
            if (!reading.Up)
                Assert.Equal(default, reading);
        }
    }

    /// <summary>Finds elements that contain only a number and a unit.</summary>
    static void AssertHas(string text, NvidiaSmiAnswer answer)
    {
        var plain = CharacterReference.Replace(
            Comment.Replace(text, ""), reference => $"{(char)(int.Parse(reference.Groups[1].ValueSpan, CultureInfo.InvariantCulture) & 0xffff)}");
        HashSet<double> numbers = [];
        foreach (Match match in Value.Matches(plain))
        {
            var number = double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            double[] scales = match.Groups[2].Value switch
            {
                "KiB" => [1024],
                "GiB" => [1024 * 1024 * 1024],
                "MiB" => [1024 * 1024],
                "us" => [1e-6],
                "" => [1, 1024 * 1024, 1e-6],
                _ => [1],
            };
            // A load of 102 % is one of 100 %.
            numbers.UnionWith([.. scales.Select(scale => scale == 1e-6 ? number / 1e6 : number * scale), Math.Min(number, 100)]);
        }
        foreach (var (_, reading) in answer.Gpus)
        {
            foreach (var field in Values.Where(field => !NotNumbers.Contains(field.Name)))
            {
                if (field.GetValue(reading) is double value)
                    Assert.True(numbers.Contains(value), $"{field.Name} {value} is not in the document");
            }
        }
    }

    static void AssertOnAPage(NvidiaSmiAnswer answer)
    {
        var node = new MadeUpNode();
        node.SampleGpu(
            new GpuInventory("nvidia-smi", answer.DriverVersion, answer.Gpus.Count, [.. answer.Gpus.Select(gpu => gpu.Identity)]),
            [.. answer.Gpus.Select(gpu => gpu.Reading)]);
        var series = OpenMetricsParser.Parse(node.Page(cpu: false).Get(PageFormat.OpenMetrics, gzip: false).Span);
        Assert.Equal(answer.Gpus.Count(gpu => gpu.Reading.PowerDrawWatts is not null),
            series.Keys.Count(key => key.StartsWith("gpu_power_draw_watts{", StringComparison.Ordinal)));
        JsonDocument.Parse(node.Document().Get(since: 0)).Dispose();
    }

    static double Least(string field) => field.EndsWith("Celsius", StringComparison.Ordinal) ? -100 : 0;

    static double Most(string field) => field == nameof(GpuReading.FanSpeedPercent) ? 200
        : field.EndsWith("Percent", StringComparison.Ordinal) ? 100 : 1e19;

    [GeneratedRegex(@">\s*(-?[0-9]+(?:\.[0-9]+)?)\s*(W|%|C|MHz|KiB|MiB|GiB|us|x|)\s*(?=<)", RegexOptions.CultureInvariant)]
    static partial Regex Value { get; }

    [GeneratedRegex(@"<!--.*?-->|<!\[CDATA\[|\]\]>|<\?.*?\?>", RegexOptions.Singleline)]
    static partial Regex Comment { get; }

    [GeneratedRegex(@"&#([0-9]{1,6});")]
    static partial Regex CharacterReference { get; }
}
