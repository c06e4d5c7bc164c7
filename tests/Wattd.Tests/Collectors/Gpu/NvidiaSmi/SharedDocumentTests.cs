using System.Globalization;
using Wattd.Collectors.Gpu;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Gpu.NvidiaSmi;

/// <summary>The twelve original families of every real document, as read by a person.</summary>
public sealed class SharedDocumentTests
{
    // bus id; power draw and limit (W); temperature (C); GPU, memory, encoder and decoder utilisation (%); memory used
    // and total (MiB); graphics, SM and memory clock (MHz). A dash if the document has no number.
    static readonly Dictionary<string, (int Count, string Gpus)> Expected = new()
    {
        ["GuanceCloud_datakit_gtx-1card.xml"] = (Count: 1, """
            00000000:21:01.0 170.16 250.00 66 91 47 8 14 12311 32510 1380 1380 877
            """),
        ["NVIDIA_k8s-test-infra_hardware_qx-a100.xml"] = (Count: 1, """
            00000000:06:00.0 49.68 400.00 33 0 0 0 0 0 40960 210 210 1215
            """),
        ["NVIDIA_k8s-test-infra_hardware_qx-gb200.xml"] = (Count: 4, """
            00000000:29:00.0 165.93 1200.00 27 0 0 0 0 0 189471 120 120 3996
            00000000:3F:00.0 168.57 1200.00 28 0 0 0 0 0 189471 120 120 3996
            00000000:9C:00.0 156.48 1200.00 27 0 0 0 0 0 189471 120 120 3996
            00000000:B2:00.0 171.61 1200.00 26 0 0 0 0 0 189471 120 120 3996
            """),
        ["NVIDIA_k8s-test-infra_mock_qx-a100-healthy.xml"] = (Count: 2, """
            00000000:07:00.0 259.17 400.00 63 50 25 0 0 0 40960 210 210 1215
            00000000:0F:00.0 259.17 400.00 63 50 25 0 0 0 40960 210 210 1215
            """),
        ["b3rs3rk_gpustat-unraid_nvidia-smi-stdout.xml"] = (Count: 1, """
            00000000:08:00.0 30.86 105.00 61 0 0 0 0 10 8119 1202 1202 3802
            """),
        ["influxdata_telegraf_dual_2070-v13.xml"] = (Count: 2, """
            00000000:01:00.0 9.23 175.00 14 0 0 0 0 1 8192 300 300 405
            00000000:02:00.0 11.82 175.00 13 0 0 0 0 1 8192 300 300 405
            """),
        ["influxdata_telegraf_gt-1030.xml"] = (Count: 1, """
            00000000:2D:00.0 - 30.00 36 0 3 - 0 875 1998 1265 1265 3003
            """),
        ["influxdata_telegraf_quadro-p2000-v12.xml"] = (Count: 1, """
            00000000:17:00.0 4.61 75.00 34 0 0 0 0 1 5120 139 139 405
            """),
        ["influxdata_telegraf_rtx-3060-v12.xml"] = (Count: 1, """
            00000000:2D:00.0 11.63 170.00 42 0 0 0 0 116 12288 210 210 405
            """),
        ["influxdata_telegraf_rtx-3080-v12.xml"] = (Count: 1, """
            00000000:04:00.0 22.78 336.00 31 0 37 0 0 1128 10240 210 210 405
            """),
        ["influxdata_telegraf_rtx-4000-sff-ada-v13.xml"] = (Count: 1, """
            00000000:06:00.0 8.44 70.00 38 0 37 0 0 3534 20475 210 210 405
            """),
        ["influxdata_telegraf_tesla-t4.xml"] = (Count: 1, """
            00000000:00:1E.0 26.78 70.00 40 0 0 0 0 1032 15360 585 585 5000
            """),
        ["influxdata_telegraf_tesla_p4.xml"] = (Count: 1, """
            00000000:00:0B.0 - - 0 0 0 0 0 807 1024 0 0 0
            """),
        ["microsoft_pai_nvidia_smi_sample.xml"] = (Count: 6, """
            00000000:01:00.0 119.47 180.00 60 100 99 0 0 2028 8112 1923 1923 3802
            00000000:03:00.0 139.30 180.00 59 98 97 0 0 4057 8114 1936 1936 3802
            """),
    };

    public static TheoryData<string> Documents => [.. Expected.Keys];

    [Theory]
    [MemberData(nameof(Documents))]
    public void EachValueMatchesTheDocument(string document)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Repository.Shared("nvidia-smi"), document));
        using var rig = new NvidiaSmiRig();
        rig.Fake.Prints(bytes);

        var inventory = rig.Read();

        var (count, gpus) = Expected[document];
        Assert.Equal(count, inventory.Count);
        Assert.Equal(gpus.Split('\n'), Rows(inventory, rig.Readings));
        Assert.All(inventory.Gpus, gpu => Assert.StartsWith("GPU-", gpu.Uuid));
        Assert.All(inventory.Gpus, gpu => Assert.NotEmpty(gpu.Name));
    }

    static IEnumerable<string> Rows(GpuInventory inventory, GpuReadings readings)
    {
        for (var i = 0; i < readings.Count; i++)
        {
            var gpu = readings.Span[i];
            double?[] values =
            [
                gpu.TemperatureCelsius, gpu.UtilizationPercent, gpu.MemoryUtilizationPercent,
                gpu.EncoderUtilizationPercent, gpu.DecoderUtilizationPercent,
                gpu.MemoryUsedBytes / 1048576, gpu.MemoryTotalBytes / 1048576,
                gpu.GraphicsClockMhz, gpu.SmClockMhz, gpu.MemoryClockMhz,
            ];
            yield return string.Join(' ',
            [
                inventory.Gpus[i].BusId, Text(gpu.PowerDrawWatts, "0.00"), Text(gpu.PowerLimitWatts, "0.00"),
                .. values.Select(value => Text(value, "0.##########")),
            ]);
        }
    }

    static string Text(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";
}
