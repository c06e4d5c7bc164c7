using Wattd.Collectors.Gpu;

namespace Wattd.Tests.Collectors.Gpu.NvidiaSmi;

public sealed class ComplaintTests
{
    [Theory]
    [InlineData("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.", 9, GpuFailure.DriverNotLoaded, "modprobe")]
    [InlineData("Failed to initialize NVML: Driver/library version mismatch\nNVML library version: 570.124", 18, GpuFailure.VersionMismatch, "reboot")]
    [InlineData("Failed to initialize NVML: Unknown Error", 255, GpuFailure.AccessBlocked, "DeviceAllow")]
    [InlineData("Failed to initialize NVML: GPU access blocked by the operating system", 17, GpuFailure.AccessBlocked, "DeviceAllow")]
    [InlineData("Failed to initialize NVML: Insufficient Permissions", 4, GpuFailure.AccessBlocked, "permission")]
    [InlineData("Failed to initialize NVML: Driver Not Loaded", 9, GpuFailure.DriverNotLoaded, "modprobe")]
    [InlineData("NVIDIA-SMI couldn't find libnvidia-ml.so library in your system.", 12, GpuFailure.LibraryMissing, "reinstall")]
    [InlineData("Unable to determine the device handle for GPU1: 0000:34:00.0: Unknown Error", 255, GpuFailure.GpuLost, "Xid")]
    [InlineData("Something quite new\nand more", 42, GpuFailure.ExitCode, "Something quite new")]
    [InlineData("", 42, GpuFailure.ExitCode, "exit code 42")]
    [InlineData("", 9, GpuFailure.DriverNotLoaded, "modprobe")]
    [InlineData("", 12, GpuFailure.LibraryMissing, "reinstall")]
    [InlineData("", 15, GpuFailure.GpuLost, "reboot")]
    [InlineData("", 17, GpuFailure.AccessBlocked, "DeviceAllow")]
    [InlineData("", 18, GpuFailure.VersionMismatch, "reboot")]
    [InlineData("hello", 0, GpuFailure.InvalidDocument, "no document")]
    [InlineData("", 0, GpuFailure.InvalidDocument, "no document")]
    public void EachMessageHasItsReasonAndCure(string message, int exitCode, string reason, string cure)
    {
        using var rig = new NvidiaSmiRig();
        rig.Fake.Prints(message, exitCode: exitCode);
        var onStdout = rig.Fails();
        rig.Fake.Prints("", stderr: message, exitCode: exitCode);
        var onStderr = rig.Fails();

        Assert.Equal((reason, reason), (onStdout.Reason, onStderr.Reason));
        Assert.Contains(cure, onStdout.Message);
        Assert.DoesNotContain('\n', onStdout.Message);
        Assert.Contains(reason, GpuFailure.All);
    }

    [Theory]
    [InlineData("No devices were found\n", 6)]
    [InlineData("No devices were found\n", 0)]
    [InlineData("", 6)]
    public void NoDevicesIsAMachineWithoutGpus(string message, int exitCode)
    {
        using var rig = new NvidiaSmiRig();
        rig.Fake.Prints(message, exitCode: exitCode);

        var inventory = rig.Read();

        Assert.Equal((0, 0, 0), (inventory.Count, inventory.Gpus.Length, rig.Readings.Count));
        Assert.Same(inventory, rig.Read());
    }

    [Fact]
    public void ASignalThatEndsItIsNamed()
    {
        using var rig = new NvidiaSmiRig();
        rig.Fake.Runs("kill -SEGV $$");

        var failure = rig.Fails();

        Assert.Equal(GpuFailure.ExitCode, failure.Reason);
        Assert.Contains("signal 11", failure.Message);
    }

    [Fact]
    public void AFailureLeavesTheNextReadWhole()
    {
        using var rig = new NvidiaSmiRig();
        rig.Fake.Prints("boom", exitCode: 1);
        rig.Fails();

        Assert.Single(rig.Read("driver-570").Gpus);
    }
}
