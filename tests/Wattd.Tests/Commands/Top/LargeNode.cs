using System.Text.Json;
using System.Text.Json.Nodes;
using Wattd.Readings;

namespace Wattd.Tests.Commands.Top;

/// <summary>The readings of a node of 8 packages, 16 GPUs and a power meter, as a daemon returns them.</summary>
static class LargeNode
{
    /// <summary>The readings.</summary>
    /// <param name="change">What is different about a GPU, by index.</param>
    /// <param name="problems">What its GPU collector lists.</param>
    public static JsonElement Readings(Action<int, JsonObject>? change = null, params Problem[] problems)
    {
        var zones = Enumerable.Range(0, 8).SelectMany(package => new[]
        {
            Zone($"package_{package}", package, 180 + package, isPackage: true), Zone("dram", package, 21, isPackage: false),
        });
        return JsonElement.Parse(new JsonObject
        {
            ["version"] = "1.2.3",
            ["host"] = "node7",
            ["second"] = 700,
            ["cpu"] = new JsonObject { ["up"] = true, ["zones"] = new JsonArray([.. zones]) },
            ["gpu"] = new JsonObject
            {
                ["up"] = true, ["source"] = "nvml", ["driver_version"] = "580.95.05",
                ["gpus"] = new JsonArray([.. Enumerable.Range(0, 16).Select(index => Gpu(index, change))]), ["problems"] = Json(problems),
            },
            ["wall"] = new JsonObject { ["up"] = true, ["meters"] = new JsonArray(Meter()) },
        }.ToJsonString());
    }

    /// <summary>Problems as a collector lists them.</summary>
    public static JsonArray Json(IEnumerable<Problem> problems) => new([.. problems.Select(problem => new JsonObject
    {
        ["id"] = problem.Id, ["text"] = problem.Text, ["needs_action"] = problem.NeedsAction,
    })]);

    static JsonObject Zone(string name, int package, double watts, bool isPackage) => new()
    {
        ["zone"] = name, ["package"] = $"{package}", ["is_package"] = isPackage, ["rapl_power_watts"] = watts,
        ["rapl_power_max_watts"] = watts * 1.2,
        ["rapl_power_limit_watts"] = new JsonObject { ["long_term"] = 225 }, ["history"] = History("rapl_power_watts", watts),
    };

    static JsonObject Gpu(int index, Action<int, JsonObject>? change)
    {
        var gpu = new JsonObject
        {
            ["index"] = index, ["bus_id"] = $"00000000:{index * 8 + 1:X2}:00.0", ["name"] = "NVIDIA RTX PRO 6000 Blackwell Server Edition",
            ["gpu_up"] = 1, ["gpu_power_draw_watts"] = 300 + index, ["gpu_power_draw_max_watts"] = 330 + index, ["gpu_power_limit_watts"] = 600,
            ["gpu_encoder_utilization_percent"] = 60 + index, ["gpu_decoder_utilization_percent"] = index, ["gpu_encoder_sessions"] = 4,
            ["gpu_utilization_percent"] = 20, ["gpu_memory_used_bytes"] = 13_421_772_800, ["gpu_memory_total_bytes"] = 103_079_215_104,
            ["gpu_temperature_celsius"] = 60 + index, ["history"] = History("gpu_power_draw_watts", 300 + index),
        };
        change?.Invoke(index, gpu);
        return gpu;
    }

    static JsonObject Meter() => new()
    {
        ["source"] = "acpi", ["meter"] = "acpi0", ["model"] = "PMBus", ["wall_power_watts"] = 7350, ["wall_power_max_watts"] = 7600,
        ["history"] = History("wall_power_watts", 7350),
    };

    static JsonObject History(string name, double watts) =>
        new() { [name] = new JsonArray([.. Enumerable.Range(0, 600).Select(second => JsonValue.Create(watts * (8 + second % 3) / 10))]) };
}
