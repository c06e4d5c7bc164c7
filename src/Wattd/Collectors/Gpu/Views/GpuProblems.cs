using System.Globalization;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Gpu.Xids;
using Wattd.Collectors.Sampling;
using Wattd.Readings;

namespace Wattd.Collectors.Gpu.Views;

/// <summary>What is wrong with the GPUs and how to fix it; GPUs with the same problem are one entry.</summary>
static class GpuProblems
{
    const string Reset = "drain the node, stop what uses the GPU, run 'wattd release gpu', and then 'nvidia-smi --gpu-reset -i BUS_ID'";
    const string TooHot = "the GPU is too hot: check the fans, the air filters and the temperature of the room";

    /// <summary>The problems, those that need action first.</summary>
    public static IEnumerable<Problem> Of(Sample<GpuInventory, GpuReading> sample)
    {
        List<(GpuIdentity Gpu, GpuReading Reading)> gpus = [.. sample.Inventory.Gpus.Zip(sample.Readings)];
        foreach (var (_, lost) in Grouped(gpus, reading => reading.Up || reading.TimedOut ? [] : ["lost"]))
        {
            yield return new Problem("lost",
                $"{WithBusIds(lost)} {Are(lost)} lost: run 'sudo dmesg | grep -i -e nvrm -e xid' to find the Xid, then reset the GPU or reboot");
        }
        foreach (var (_, slow) in Grouped(gpus, reading => reading.TimedOut ? ["slow"] : []))
        {
            yield return new Problem("timed_out",
                $"{WithBusIds(slow)} {(slow.Count > 1 ? "have" : "has")} not answered in time: run 'sudo dmesg | grep -i -e nvrm -e xid' to see whether a GPU hangs, or raise gpu.timeout");
        }
        foreach (var (xid, reporting) in Grouped(gpus, reading => (reading.Xids ?? []).Where(xid => xid is { IsCritical: true, IsOpen: true }).Select(xid => xid.Label)))
        {
            // They are critical, so their numbers are known.
            var (meaning, cure) = KnownXid.Describe(int.Parse(xid, CultureInfo.InvariantCulture));
            yield return new Problem($"xid_{xid}", $"{WithBusIds(reporting)}: XID {xid}: {meaning}: {cure}");
        }
        foreach (var (action, asking) in Grouped(gpus, reading => GpuConditions.Recovery(reading.RecoveryAction) is { } action ? [action] : []))
        {
            var (request, fix) = Recovery(action);
            yield return new Problem($"needs_{action.Replace(' ', '_')}",
                $"{WithBusIds(asking)}: the driver requests {request}: {fix.Replace("BUS_ID", BusIds(asking), StringComparison.Ordinal)}");
        }
        foreach (var (_, faulty) in Grouped(gpus, reading => reading.EccUncorrectedErrors > 0 ? ["faulty"] : []))
        {
            yield return new Problem("uncorrected_memory_errors",
                $"{WithBusIds(faulty)}: uncorrected memory errors: repeat the work that ran there, drain the node and reset the GPU");
        }
        foreach (var (reason, throttled) in Grouped(gpus, reading => GpuConditions.Throttled(reading.Throttle) ?? []))
        {
            yield return new Problem($"throttled_{reason}",
                $"{Listed(throttled, Index)} {Are(throttled)} throttled ({reason.Replace('_', ' ')}): {ThrottleFix(reason)}", NeedsAction: false);
        }
    }

    static (string Request, string Fix) Recovery(string action) => action switch
    {
        "reset" => ("a reset", Reset),
        "reboot" => ("a reboot", "drain the node and reboot it"),
        "drain" => ("draining", "give the GPU no new work, and let what runs on it end"),
        "drain and reset" => ("draining and a reset", Reset),
        _ => ("an action", "'nvidia-smi -q' shows which"),
    };

    static string ThrottleFix(string reason) => reason switch
    {
        "sw_power_cap" => "compare the limit with the board's default ('nvidia-smi -q -d POWER'), or move work away",
        "hw_slowdown" => "check the fans and the power supplies of the server",
        "sync_boost" => "it follows the slowest GPU of its sync boost group; check that one",
        "sw_thermal_slowdown" or "hw_thermal_slowdown" => TooHot,
        "hw_power_brake_slowdown" => "the server asks for less power: check its power supplies",
        _ => "see 'nvidia-smi -q -d PERFORMANCE'",
    };

    /// <summary>The GPUs by name of their problem, in the order of first appearance.</summary>
    static IEnumerable<(string Name, List<GpuIdentity> Gpus)> Grouped(
        List<(GpuIdentity Gpu, GpuReading Reading)> gpus, Func<GpuReading, IEnumerable<string>> namesOf) =>
        gpus.SelectMany(gpu => namesOf(gpu.Reading), (gpu, name) => (gpu.Gpu, Name: name))
            .GroupBy(pair => pair.Name, (name, pairs) => (name, pairs.Select(pair => pair.Gpu).ToList()));

    static string WithBusIds(List<GpuIdentity> gpus) => Listed(gpus, gpu => $"{Index(gpu)} ({gpu.BusId})");

    static string Listed(List<GpuIdentity> gpus, Func<GpuIdentity, string> nameOf) =>
        $"{(gpus.Count > 1 ? "GPUs" : "GPU")} {string.Join(", ", gpus.Select(nameOf))}";

    static string BusIds(List<GpuIdentity> gpus) => string.Join(',', gpus.Select(gpu => gpu.BusId));

    static string Index(GpuIdentity gpu) => gpu.Index.ToString(CultureInfo.InvariantCulture);

    static string Are(List<GpuIdentity> gpus) => gpus.Count > 1 ? "are" : "is";
}
