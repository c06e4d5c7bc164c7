using System.Text.Json.Nodes;
using Wattd.Commands.Top;
using Wattd.Readings;
using Wattd.Tests.Support;

namespace Wattd.Tests.Commands.Top;

public sealed class LargeNodeTests
{
    const string Folder = "tests/Wattd.Tests/Commands/Top/Golden";

    static readonly Problem[] Problems =
    [
        new("lost", "GPU 11 (00000000:59:00.0) is lost: run 'sudo dmesg | grep -i -e nvrm -e xid' to find the Xid, then reset the GPU or reboot"),
        new("needs_reset", "GPU 5 (00000000:29:00.0): the driver requests a reset: drain the node, stop what uses the GPU, "
            + "run 'wattd release gpu', and then 'nvidia-smi --gpu-reset -i 00000000:29:00.0'"),
        new("throttled_sw_power_cap", "GPUs 2, 9, 13 are throttled (sw power cap): compare the limit with the board's default "
            + "('nvidia-smi -q -d POWER'), or move work away", NeedsAction: false),
    ];

    [Theory]
    [InlineData(80, 24)]
    [InlineData(120, 40)]
    [InlineData(200, 50)]
    public void AScreenIsAsItWas(int width, int height) => Golden.Check($"{Folder}/large-{width}x{height}.txt", Screen(width, height));

    [Fact]
    public void TheEndOfTheGpusIsAsItWas() => Golden.Check($"{Folder}/large-80x24-end.txt", Screen(80, 24, Key.End));

    [Fact]
    public void ALongNameIsCutOnlyWhereTheWidthNeedsIt()
    {
        Assert.Contains("15 NVIDIA RTX PRO 6000 Blackwell Server Edition ", Screen(200, 50));
        Assert.Contains("15 NVIDIA RTX PRO 6000 Black…", Screen(80, 24, Key.End));
    }

    [Theory]
    [InlineData(80, 24)]
    [InlineData(20, 5)]
    [InlineData(200, 2)]
    public void NoScreenIsLargerThanTheTerminal(int width, int height)
    {
        var lines = Screen(width, height, Key.PageDown).TrimEnd('\n').Split('\n');
        Assert.True(lines.Length <= height, $"{lines.Length} lines");
        Assert.All(lines, line => Assert.True(line.Length <= width, line));
    }

    static string Screen(int width, int height, params Key[] keys)
    {
        var node = LargeNode.Readings(Change, Problems);
        var history = new NodeHistory();
        history.Take(node);
        var (style, view) = (new FrameStyle(width, height), new Viewport());
        var frame = NodeFrame.Of(node, history, "the daemon at http://127.0.0.1:9500", style);
        var lines = view.Lines(frame, style);
        foreach (var key in keys)
        {
            view.Move(key);
            lines = view.Lines(frame, style);
        }
        return string.Concat(lines.Select(line => line + '\n'));
    }

    static void Change(int index, JsonObject gpu)
    {
        if (index is 2 or 9 or 13)
            gpu["throttled"] = new JsonArray("sw_power_cap");
        if (index == 5)
            gpu["recovery"] = "reset";
        if (index == 11)
            (gpu["gpu_up"], gpu["gpu_power_draw_watts"]) = (0, null);
    }
}
