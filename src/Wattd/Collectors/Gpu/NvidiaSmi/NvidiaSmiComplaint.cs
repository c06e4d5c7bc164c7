using System.Text.RegularExpressions;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Gpu.NvidiaSmi;

/// <summary>
/// The error messages of nvidia-smi. The text is matched first, because its exit codes, which are mostly NVML's, differ
/// between builds.
/// </summary>
static partial class NvidiaSmiComplaint
{
    const int LongestQuotation = 200;

    /// <summary>A run's failure as one line with its fix.</summary>
    public static SourceException Explain(NvidiaSmiOutput output)
    {
        var text = output.Text;
        var (reason, message) = (text, output.ExitCode) switch
        {
            _ when Says(text, "Unable to determine the device handle") || Says(text, "GPU is lost") =>
                (GpuFailure.GpuLost, "a GPU is lost, and nvidia-smi reports none of the others: see the kernel log for Xid lines, and reset the GPU or reboot"),
            _ when Says(text, "No devices were found") =>
                (GpuFailure.NoDevices, "the NVIDIA driver is loaded and finds no GPU that it supports: see the kernel log (NVRM lines)"),
            _ when Says(text, "version mismatch") =>
                (GpuFailure.VersionMismatch, "the NVIDIA kernel module and its libraries are of different versions: reload the module (rmmod, modprobe nvidia) or reboot"),
            _ when Says(text, "libnvidia-ml") =>
                (GpuFailure.LibraryMissing, "nvidia-smi finds no libnvidia-ml.so.1: reinstall the NVIDIA driver's libraries"),
            _ when Says(text, "communicate with the NVIDIA driver") || Says(text, "Driver Not Loaded") =>
                (GpuFailure.DriverNotLoaded, "the NVIDIA kernel module is not loaded: modprobe nvidia, or install the driver for this kernel"),
            _ when Says(text, "blocked by the operating system") || Says(text, "Failed to initialize NVML: Unknown Error") =>
                (GpuFailure.AccessBlocked, "this process may not open the device files of the NVIDIA driver: allow /dev/nvidia* in its device cgroup (the unit's DeviceAllow=), and restart it if the driver was loaded later"),
            _ when Says(text, "Insufficient Permissions") =>
                (GpuFailure.AccessBlocked, "the device files /dev/nvidia* may not be opened by this user: give it read and write permission on them"),
            (_, 6) => (GpuFailure.NoDevices, "the NVIDIA driver is loaded and finds no GPU that it supports: see the kernel log (NVRM lines)"),
            (_, 9) => (GpuFailure.DriverNotLoaded, "the NVIDIA kernel module is not loaded: modprobe nvidia, or install the driver for this kernel"),
            (_, 12) => (GpuFailure.LibraryMissing, "nvidia-smi finds no libnvidia-ml.so.1: reinstall the NVIDIA driver's libraries"),
            (_, 15) => (GpuFailure.GpuLost, "a GPU is lost: see the kernel log for Xid lines, and reset the GPU or reboot"),
            (_, 17) => (GpuFailure.AccessBlocked, "this process may not open the device files of the NVIDIA driver: allow /dev/nvidia* in its device cgroup (the unit's DeviceAllow=)"),
            (_, 18) => (GpuFailure.VersionMismatch, "the NVIDIA kernel module and its libraries are of different versions: reload the module (rmmod, modprobe nvidia) or reboot"),
            (_, 0) => (GpuFailure.InvalidDocument, "nvidia-smi printed no document; check that gpu.nvidia-smi is NVIDIA's"),
            (_, > 128 and var code) => (GpuFailure.ExitCode, $"nvidia-smi was ended by signal {code - 128}; see the kernel log"),
            var (_, code) => (GpuFailure.ExitCode, $"nvidia-smi failed with exit code {code}; run `nvidia-smi -q -x` to see why"),
        };
        return new SourceException(reason, message + Quotation(text));
    }

    /// <summary>The bus ids of the GPUs that it could not open.</summary>
    public static IReadOnlyList<string> LostGpusNamedIn(string text) =>
        [.. LostGpu().Matches(text).Select(match => PciBusId.Normalise(match.Groups[1].ValueSpan)).Distinct()];

    static bool Says(string text, string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase);

    static string Quotation(string text)
    {
        var line = text.Split('\n').Select(Printable).FirstOrDefault(line => line.Length > 0);
        return line is null ? "" : $" (its message: {(line.Length > LongestQuotation ? line[..LongestQuotation] + "…" : line)})";
    }

    /// <summary>A text as one line: a space for each control character.</summary>
    public static string Printable(string line) =>
        string.Concat(line.Select(character => char.IsControl(character) ? ' ' : character)).Trim();

    // "… device handle for GPU 0000:02:00.0: GPU is lost", "… for GPU1: 0000:34:00.0: Unknown Error", "… for GPU0000:41:00.0: …"
    [GeneratedRegex(@"device handle for[^\n]*?((?:[0-9A-Fa-f]{8}|[0-9A-Fa-f]{4}):[0-9A-Fa-f]{2}:[0-9A-Fa-f]{2}\.[0-7])",
        RegexOptions.CultureInvariant)]
    private static partial Regex LostGpu();
}
