using System.Text.Json;
using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd;

/// <summary><c>wattd check</c> on machines with everything, with nothing, and without permissions.</summary>
public sealed class CheckTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public CheckTests() => File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_101_101);

    public void Dispose() => _folder.Dispose();

    string[] On(string sysfs, string library) =>
    [
        "check", "--path.sysfs", sysfs, "--path.procfs", _folder.Path, "--gpu.nvml-library", library, "--gpu.nvidia-smi", "/nowhere/nvidia-smi",
        "--cpu.port", $"{DaemonProcess.FreePort()}", "--gpu.port", $"{DaemonProcess.FreePort()}",
    ];

    [Fact]
    public async Task AMachineWithEverythingIsWell()
    {
        var tree = new PowercapTreeBuilder(_folder.File("sys"));
        tree.Zone("intel-rapl:0", "package-0").Constraint(0, "long_term", 100_000_000);
        tree.Zone("intel-rapl:0:0", "dram");
        using var stub = new NvmlStub(gpus: 2);

        var (exitCode, output, _) = await DaemonProcess.Run(On(tree.Sysfs, stub.Library));

        Assert.Equal(0, exitCode);
        Assert.Contains("2 zones can be read: package_0, dram of package 0", output);
        Assert.Contains($"driver 580.95.05, 2 GPUs: NVIDIA L40S at {NvmlStub.BusId(0)}", output);
        Assert.Contains("all well", output);
    }

    [Fact]
    public async Task OnAMachineWithNothingItNamesWhatIsMissingAndHowToFixIt()
    {
        var (exitCode, output, _) = await DaemonProcess.Run(On(_folder.File("sys"), "/nowhere/libnvidia-ml.so.1"));

        Assert.Equal(1, exitCode);
        Assert.Contains("no RAPL zone", output);
        Assert.Contains("modprobe intel_rapl_msr", output);
        Assert.Contains("/nowhere/libnvidia-ml.so.1", output);
    }

    [Fact]
    public async Task ForAUserWithoutPermissionsItNamesTheFileAndTheCapability()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root to run as another user");
        var tree = new PowercapTreeBuilder(_folder.File("sys"));
        var zone = tree.Zone("intel-rapl:0", "package-0").Constraint(0, "long_term", 100_000_000);
        zone.SetMode("energy_uj", UnixFileMode.UserRead);

        var (exitCode, output, _) = await DaemonProcess.Run(On(tree.Sysfs, "/nowhere/libnvidia-ml.so.1"), prefix: Nobody.WithoutRights);

        Assert.Equal(1, exitCode);
        Assert.Contains($"{zone.CounterPath.Replace("devices/virtual/powercap/intel-rapl", "class/powercap")}: permission denied", output);
        Assert.Contains("CAP_DAC_READ_SEARCH", output);
    }

    [Fact]
    public async Task TheReportCanBeJson()
    {
        var (exitCode, output, _) = await DaemonProcess.Run([.. On(_folder.File("sys"), "/nowhere/libnvidia-ml.so.1"), "--json"]);

        using var report = JsonDocument.Parse(output);
        Assert.Equal(1, exitCode);
        Assert.False(report.RootElement.GetProperty("well").GetBoolean());
        Assert.Contains(report.RootElement.GetProperty("results").EnumerateArray(),
            result => result.GetProperty("name").GetString() == "powercap" && result.GetProperty("state").GetString() == "missing");
    }
}
