using System.Globalization;
using System.Net;
using System.Text.Json;
using Wattd.Collectors.Cpu.Metering;
using Wattd.Collectors.Gpu;
using Wattd.Tests.Collectors.Gpu.NvidiaSmi;
using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd;

/// <summary>The published binary, with its limited heap, with the maximum number of zones and GPUs and with more.</summary>
public sealed class ManyTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly FakeNvidiaSmi _smi = new();

    public void Dispose()
    {
        _smi.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task WithTheMaximumOfGpusAndZonesEveryPageIsComplete()
    {
        PlantZones(ZoneMeters.MostZones);
        _smi.Prints(Document(Plausible.MostGpus));
        await using var daemon = Start();

        await daemon.Until(gpu: true, page => page.Count("gpu_power_draw_watts") == Plausible.MostGpus, "the GPUs");
        await daemon.Until(gpu: false, page => page.Count("rapl_power_watts") == ZoneMeters.MostZones, "the zones");
        for (var i = 0; i < 3; i++)
        {
            foreach (var path in new[] { "/metrics", "/", "/readings.json" })
                Assert.Equal(HttpStatusCode.OK, await daemon.StatusOf(daemon.GpuPort, path));
            using var readings = JsonDocument.Parse(await daemon.Gpu("/readings.json?since=0"));
            Assert.Equal(Plausible.MostGpus, readings.RootElement.GetProperty("gpu").GetProperty("gpus").GetArrayLength());
            Assert.Equal(ZoneMeters.MostZones, readings.RootElement.GetProperty("cpu").GetProperty("zones").GetArrayLength());
        }
        Assert.DoesNotContain(daemon.Log, line => line.Contains("ERR", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WithTheMaximumOfGpusOfNvmlEveryPageIsComplete()
    {
        using var stub = new NvmlStub(Plausible.MostGpus);
        await using var daemon = DaemonProcess.Start(
        [
            "--cpu", "off", "--gpu.source", "nvml", "--gpu.nvml-library", stub.Library, "--path.sysfs", _folder.Path,
            "--path.procfs", stub.Procfs,
        ]);

        await daemon.Until(gpu: true, page => page.Count("gpu_retired_pages_pending") == Plausible.MostGpus, "the GPUs");
        for (var i = 0; i < 3; i++)
        {
            foreach (var path in new[] { "/metrics", "/", "/readings.json" })
                Assert.Equal(HttpStatusCode.OK, await daemon.StatusOf(daemon.GpuPort, path));
            using var readings = JsonDocument.Parse(await daemon.Gpu("/readings.json?since=0"));
            Assert.Equal(Plausible.MostGpus, readings.RootElement.GetProperty("gpu").GetProperty("gpus").GetArrayLength());
        }
        Assert.DoesNotContain(daemon.Log, line => line.Contains("ERR", StringComparison.Ordinal));
    }

    [Fact]
    public async Task BeyondTheMaximumOneLineSaysSoAndEveryPageIsComplete()
    {
        PlantZones(4_000);
        _smi.Prints($"<nvidia_smi_log>{string.Concat(Enumerable.Range(0, 1_000).Select(gpu => $"<gpu id='{gpu:X8}:01:00.0'/>"))}</nvidia_smi_log>");
        await using var daemon = Start();

        var page = await daemon.Until(gpu: false, page => page.Count("rapl_power_watts") == ZoneMeters.MostZones, "the zones");
        Assert.Equal(4_000, page["rapl_zones_discovered"]);
        foreach (var path in new[] { "/metrics", "/", "/readings.json", "/readings.json?since=0" })
            Assert.Equal(HttpStatusCode.OK, await daemon.StatusOf(daemon.GpuPort, path));
        Assert.Single(daemon.Log, line => line.Contains("has 4000 RAPL zones", StringComparison.Ordinal));
        Assert.Single(daemon.Log, line => line.Contains("lists 1000 GPUs", StringComparison.Ordinal));
    }

    DaemonProcess Start() => DaemonProcess.Start(
    [
        "--gpu.source", "nvidia-smi", "--gpu.nvidia-smi", _smi.Path, "--gpu.interval", "1s", "--path.sysfs", _folder.Path,
        "--path.procfs", _smi.Procfs,
    ]);

    void PlantZones(int count)
    {
        // As plain folders: the daemon does not require links.
        for (var zone = 0; zone < count; zone++)
        {
            var folder = Directory.CreateDirectory(_folder.File($"class/powercap/intel-rapl:{zone}")).FullName;
            File.WriteAllText(Path.Combine(folder, "name"), string.Create(CultureInfo.InvariantCulture, $"package-{zone}\n"));
            File.WriteAllText(Path.Combine(folder, "energy_uj"), "1000000\n");
            File.WriteAllText(Path.Combine(folder, "max_energy_range_uj"), "262143328850\n");
        }
    }

    /// <summary>GPUs with all values that a GPU can have.</summary>
    static string Document(int count)
    {
        var whole = System.Text.Encoding.UTF8.GetString(NvidiaSmiRig.Fixture("driver-595"));
        var (start, end) = (whole.IndexOf("<gpu id=", StringComparison.Ordinal), whole.IndexOf("</gpu>", StringComparison.Ordinal) + "</gpu>".Length);
        var gpu = whole[start..end];
        var (busId, uuid) = (gpu.Split('"')[1], gpu.Split("<uuid>")[1].Split('<')[0]);
        return $"<nvidia_smi_log>{string.Concat(Enumerable.Range(0, count).Select(number => gpu
            .Replace(busId, $"{number:X8}:01:00.0", StringComparison.Ordinal)
            .Replace(uuid, $"GPU-{number:D8}-2222-3333-4444-555555555555", StringComparison.Ordinal)))}</nvidia_smi_log>";
    }
}
