using System.Text.Json;
using Wattd.Commands.Top;

namespace Wattd.Tests.Commands.Top;

public sealed class NodeTotalsTests
{
    const string Cpu = """
        "cpu":{"zones":[{"is_package":true,"rapl_power_watts":100.2},{"is_package":true,"rapl_power_watts":50},{"is_package":false,"rapl_power_watts":7}]}
        """;

    [Theory]
    [InlineData("{}", "")]
    [InlineData("{" + Cpu + "}", "packages 150.2 W (without DRAM)")]
    [InlineData("{" + Cpu + ""","gpu":{"gpus":[]}}""", "packages 150.2 W (without DRAM)")]
    [InlineData("""{"gpu":{"gpus":[{"gpu_power_draw_watts":300}]}}""", "GPUs 300.0 W")]
    [InlineData(
        "{" + Cpu + ""","gpu":{"gpus":[{"gpu_power_draw_watts":300},{"gpu_power_draw_watts":200}]}}""",
        "total 650.2 W = packages 150.2 W (without DRAM) + GPUs 500.0 W")]
    [InlineData(
        "{" + Cpu + ""","gpu":{"gpus":[{"gpu_power_draw_watts":300},{"gpu_up":0}]}}""",
        "total 450.2 W = packages 150.2 W (without DRAM) + GPUs 300.0 W (1 of 2 known)")]
    [InlineData(
        "{" + Cpu + ""","gpu":{"gpus":[{"gpu_power_draw_watts":300}]},"wall":{"meters":[{"wall_power_watts":600}]}}""",
        "total 450.2 W = packages 150.2 W (without DRAM) + GPUs 300.0 W; wall 600.0 W, 149.8 W more")]
    [InlineData("{" + Cpu + ""","wall":{"meters":[{"wall_power_watts":100}]}}""", "packages 150.2 W (without DRAM); wall 100.0 W, 50.2 W less than its parts")]
    [InlineData(
        "{" + Cpu + ""","gpu":{"gpus":[{"gpu_up":0}]},"wall":{"meters":[{"wall_power_watts":600}]}}""",
        "packages 150.2 W (without DRAM); wall 600.0 W")]
    [InlineData("""{"wall":{"meters":[{"wall_power_watts":600}]}}""", "wall 600.0 W")]
    [InlineData("{" + Cpu + ""","wall":{"meters":[{"wall_power_watts":600},{"wall_power_watts":500}]}}""", "packages 150.2 W (without DRAM)")]
    [InlineData("{" + Cpu + ""","wall":{"meters":[{"meter":"acpi0"}]}}""", "packages 150.2 W (without DRAM)")]
    public void PackagesAndGpusAreAddedUp(string readings, string text) => Assert.Equal(text, NodeTotals.Text(JsonElement.Parse(readings)));
}
