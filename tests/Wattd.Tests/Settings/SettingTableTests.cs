using Wattd.Collectors.Cpu;
using Wattd.Collectors.Gpu;
using Wattd.Commands;
using Wattd.Settings;

namespace Wattd.Tests.Settings;

public sealed class SettingTableTests
{
    [Fact]
    public void NoTwoSettingsShareAName()
    {
        Assert.Equal(WattdSettings.Table.All.Length, WattdSettings.Table.All.Select(setting => setting.Flag).Distinct().Count());
        Assert.Equal(WattdSettings.Table.All.Length, WattdSettings.Table.All.Select(setting => setting.Path).Distinct().Count());
        var variables = WattdSettings.Table.All.SelectMany(setting => new[] { setting.EnvironmentName, setting.OldEnvironmentName }).OfType<string>().ToList();
        Assert.Equal(variables.Count, variables.Distinct().Count());
    }

    [Fact]
    public void EachDefaultIsAllowed()
    {
        foreach (var setting in WattdSettings.Table.All)
        {
            var options = WattdSettings.Table.Defaults;
            Assert.Null(setting.Apply(setting.Default, ref options));
            Assert.Equal(WattdSettings.Table.Defaults, options);
        }
    }

    [Fact]
    public void NamesFollowTheSetting()
    {
        var setting = GpuSettings.NvmlLibrary;
        Assert.Equal("--gpu.nvml-library", setting.Flag);
        Assert.Equal("WATTD_GPU_NVML_LIBRARY", setting.EnvironmentName);
        Assert.Equal(("gpu", "nvml-library"), (setting.Section, setting.Key));
        Assert.Equal(("", "cpu"), (CpuSettings.Mode.Section, CpuSettings.Mode.Key));
    }

    [Fact]
    public void OnlyTheFileItselfHasNoSamples() =>
        Assert.Equal([SettingTable.ConfigFile.Name], WattdSettings.Table.All.Select(setting => setting.Name).Except(SettingSamples.Names));

    [Fact]
    public void TheDefaultsMatchTheDesign()
    {
        var expected = new Dictionary<string, string>
        {
            ["cpu"] = "auto", ["gpu"] = "auto", ["simulate"] = "off", ["cpu.port"] = "9500", ["gpu.port"] = "9505",
            ["cpu.interval"] = "100ms", ["cpu.window"] = "1s", ["gpu.interval"] = "auto", ["gpu.source"] = "auto",
            ["gpu.nvml-library"] = "libnvidia-ml.so.1", ["gpu.nvidia-smi"] = "nvidia-smi", ["gpu.timeout"] = "10s",
            ["web.listen-address"] = "*", ["web.telemetry-path"] = "/metrics", ["web.config.file"] = "none", ["discovery.interval"] = "30s",
            ["path.sysfs"] = "/sys", ["path.procfs"] = "/proc", ["log.level"] = "info", ["log.format"] = "auto",
            ["config.file"] = "/etc/wattd/wattd.conf",
        };
        Assert.Equal(expected, WattdSettings.Table.All.Where(s => expected.ContainsKey(s.Name)).ToDictionary(s => s.Name, s => s.Default));
    }
}
