namespace Wattd.Configuration;

/// <summary>What settings demand of one another.</summary>
static class SettingRelations
{
    /// <summary>Fits the defaults to what was given: a long interval stretches a window that nobody set.</summary>
    /// <param name="options">The settings so far.</param>
    /// <param name="origins">The settings that were given.</param>
    public static WattdOptions Complete(WattdOptions options, IReadOnlyDictionary<Setting, string> origins) =>
        origins.ContainsKey(SettingTable.CpuWindow) || options.Cpu.Window >= options.Cpu.Interval
            ? options
            : options with { Cpu = options.Cpu with { Window = options.Cpu.Interval } };

    /// <summary>One line for each pair that does not go together.</summary>
    public static IEnumerable<string> Check(LoadedSettings settings)
    {
        var options = settings.Options;
        if (options.Cpu.Window < options.Cpu.Interval)
            yield return $"cpu.window: {settings[SettingTable.CpuWindow]} is shorter than cpu.interval {settings[SettingTable.CpuInterval]}; "
                + $"allowed is a duration from cpu.interval to 1m";
        if (options.Cpu.Mode == Sampling.CollectorMode.Off && options.Gpu.Mode == Sampling.CollectorMode.Off)
            yield return $"cpu: {settings[SettingTable.Cpu]} and gpu {settings[SettingTable.Gpu]} leave nothing to serve; "
                + "one of them has to be auto or required";
    }
}
