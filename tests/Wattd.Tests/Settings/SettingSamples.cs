using Wattd.Commands;
using Wattd.Settings;

namespace Wattd.Tests.Settings;

/// <summary>For each setting, some allowed values in canonical form, and some that are not allowed.</summary>
static class SettingSamples
{
    static readonly string[] BadDurations = ["", "100", "-1s", "s", "1h", "1 second", "1e3ms", "1S", "0,5s", "1..5s", "0ms", "9999999999999999999999999999m", "٣s"];
    static readonly string[] BadPorts = ["", "0", "65536", "-1", "+9500", "9500.0", "0x1f", "9 500", ":9500", "99999999999"];
    static readonly string[] BadModes = ["", "on", "yes", "optional"];
    static readonly string[] BadFolders = ["", "sys", "./sys", "~/sys"];

    static readonly Dictionary<string, (string[] Good, string[] Bad)> Samples = new()
    {
        ["cpu"] = (["required", "off", "auto"], BadModes),
        ["gpu"] = (["required", "off", "auto"], BadModes),
        ["simulate"] = (["on", "off", "on"], ["maybe", "2", "onn"]),
        ["cpu.port"] = (["9601", "1", "65535"], BadPorts),
        ["cpu.interval"] = (["10ms", "250ms", "900ms"], [.. BadDurations, "9ms", "9.9999ms", "10.0001s", "11s", "5m"]),
        ["cpu.window"] = (["100ms", "1500ms", "1m"], [.. BadDurations, "9ms", "61s"]),
        ["gpu.port"] = (["9602", "2", "65534"], BadPorts),
        ["gpu.interval"] = (["100ms", "2s", "5m"], [.. BadDurations, "99ms", "6m", "automatic"]),
        ["gpu.source"] = (["nvml", "nvidia-smi", "auto"], ["", "smi", "nvidia_smi", "dcgm"]),
        ["gpu.nvml-library"] = (["/opt/libnvidia-ml.so.1", "libnvml.so", "./l.so"], ["", " ", "a\tb"]),
        ["gpu.nvidia-smi"] = (["/opt/nvidia-smi", "smi", "a b"], ["", " "]),
        ["gpu.timeout"] = (["1s", "1500ms", "5m"], [.. BadDurations, "999ms", "301s"]),
        ["web.listen-address"] = (["127.0.0.1", "::1", "0.0.0.0"], ["", "localhost", "127.1", "1", "[::1]", "[::1]:9500", "127.0.0.1:9500", "256.0.0.1", "**"]),
        ["web.telemetry-path"] = (["/power", "/a/b", "/a-b_c.d~e"], ["", "metrics", "/", "//", "/health", "/Health", "/health/", "/readings.json", "/a b", "/a?b", "/a#b", "/ä", "/%41", "/./m", "/m/.", "/..", "/a/../b"]),
        ["web.config.file"] = (["/etc/wattd/web-config.yml", "web.yml", "none"], ["", " ", "a\tb"]),
        ["peak.window"] = (["10s", "90s", "10m", "off"], [.. BadDurations, "9s", "11m", "auto"]),
        ["wall"] = (["required", "off", "auto"], BadModes),
        ["wall.source"] = (["acpi", "ipmi", "auto"], ["", "dcmi", "bmc", "hwmon"]),
        ["wall.device"] = (["/dev/ipmi1", "/dev/ipmi/0", "/dev/ipmidev/0"], ["", " ", "ipmi0", "./ipmi0", "/a\tb"]),
        ["wall.interval"] = (["auto", "1s", "5m"], [.. BadDurations, "999ms", "6m"]),
        ["wall.timeout"] = (["1s", "20s", "1m"], [.. BadDurations, "999ms", "61s"]),
        ["wall.limit"] = (["100W", "1500W", "1000kW"], ["99W", "20", "W", "-5kW", "1e3W", "1001kW", "20kw"]),
        ["gpu.processes"] = (["on", "off", "on"], ["maybe", "2", "onn"]),
        ["encodes"] = (["required", "off", "auto"], BadModes),
        ["encodes.match"] = (["live-*.service", "encode.slice/* ffrtmp/*", "none"], ["", " ", "a//b", "a/", "/", "a\tb"]),
        ["encodes.interval"] = (["200ms", "5s", "1m"], [.. BadDurations, "199ms", "61s"]),
        ["encodes.max"] = (["0", "8", "1000"], ["", "-1", "1001", "+5", "1.0", "many"]),
        ["encodes.linger"] = (["1ms", "90s", "60m"], [.. BadDurations.Except(["0ms"]), "61m"]),
        ["encodes.progress"] = (["127.0.0.1:9607", "[::1]:9507", "none"], ["", "9507", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:65536", "0.0.0.0:9507", "192.0.2.1:9507", "localhost:9507", "::1:9507", "127.1:9507"]),
        ["encodes.idle-watts"] = (["auto", "62.5W", "100kW"], ["60", "W", "-5W", "1e3W", "101kW"]),
        ["encodes.gpu-idle-watts"] = (["auto", "20W", "1kW"], ["20", "W", "-5W", "1e3W", "101kW"]),
        ["path.cgroup"] = (["/host/cgroup", "/c d", "/"], BadFolders),
        ["peak.histogram"] = (["on", "off", "on"], ["maybe", "2", "onn"]),
        ["discovery.interval"] = (["1s", "90s", "60m"], [.. BadDurations, "999ms", "61m"]),
        ["path.sysfs"] = (["/host/sys", "/a b", "/"], BadFolders),
        ["path.procfs"] = (["/host/proc", "/b", "/"], BadFolders),
        ["log.level"] = (["debug", "warning", "error"], ["", "trace", "warn", "information", "3"]),
        ["log.format"] = (["journal", "console", "json"], ["", "text", "syslog"]),
    };

    /// <summary>The settings that have samples: all that are allowed in the file.</summary>
    public static IEnumerable<string> Names => Samples.Keys;

    public static TheoryData<string> Settings => [.. Names];

    /// <summary>Setting and value, for every value that is not allowed.</summary>
    public static TheoryData<string, string> Refused
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (name, samples) in Samples)
            {
                foreach (var text in samples.Bad)
                    data.Add(name, text);
            }
            return data;
        }
    }

    /// <summary>Three values, all different if the setting has that many.</summary>
    public static string[] Good(string name) => Samples[name].Good;

    public static Setting Setting(string name) => WattdSettings.Table.All.Single(setting => setting.Name == name);

    /// <summary>The line of a file that sets the value, with its section.</summary>
    public static string InFile(Setting setting, string text) =>
        setting.Section.Length == 0 ? $"{setting.Key} = {text}\n" : $"[{setting.Section}]\n{setting.Key} = {text}\n";
}
