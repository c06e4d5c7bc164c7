using System.Text.Json;
using Wattd.Collectors.Cpu;
using Wattd.Collectors.Encodes;
using Wattd.Collectors.Gpu;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Wall;
using Wattd.Commands.Top;
using Wattd.Tests.Support;

namespace Wattd.Tests.Commands.Top;

public sealed class NodeFrameTests
{
    const string Folder = "tests/Wattd.Tests/Commands/Top/Golden";

    readonly MadeUpNode _node = new();
    readonly NodeHistory _history = new();

    [Theory]
    [InlineData(80)]
    [InlineData(140)]
    [InlineData(40)]
    public void AFrameMatchesTheGoldenFile(int width)
    {
        for (var second = 0; second < 20; second++)
        {
            _node.SampleCpu();
            _node.SampleGpu();
            _node.SampleWall();
            _node.Time.Advance(TimeSpan.FromSeconds(1));
        }
        Golden.Check($"{Folder}/both-{width}.txt", Frame(new FrameStyle(width)));
    }

    [Fact]
    public void AnOutageWithItsFixAndTheSimulationAreShown()
    {
        _node.Cpu.Publish(_node.Time.GetTimestamp(), new CpuInventory([], 2), []);
        _node.CpuStatus.Down("permission_denied",
            "/sys/class/powercap/intel-rapl:0/energy_uj: permission denied; grant CAP_DAC_READ_SEARCH, as the packaged unit does");
        Golden.Check($"{Folder}/trouble-80.txt", Frame(new FrameStyle(80), simulated: true));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(200)]
    public void NoLineIsWiderThanTheTerminal(int width)
    {
        _node.SampleCpu();
        _node.SampleGpu();
        _node.CpuStatus.Down("permission_denied", string.Join(' ', Enumerable.Repeat("a long reason", 20)));
        Assert.All(Frame(new FrameStyle(width)).Split('\n'), line => Assert.True(line.Length <= width, $"{line.Length}: {line}"));
    }

    [Theory]
    [InlineData(80)]
    [InlineData(40)]
    public void TheEncodesThatRunAreATable(int width)
    {
        _node.SampleCpu();
        _node.SampleEncodes();
        Golden.Check($"{Folder}/encodes-{width}.txt", Frame(new FrameStyle(width)));
    }

    [Fact]
    public void WithoutAnEncodeThatRunsThereIsNoTable()
    {
        _node.SampleCpu();
        _node.SampleEncodes(new EncodesSample());
        Assert.DoesNotContain("Encodes", Frame(new FrameStyle(80)));
        _node.EncodesStatus.Down(EncodesFailure.NoCgroup2, "There is none.", isWanted: false);
        Assert.DoesNotContain("Encodes", Frame(new FrameStyle(80)));
        _node.EncodesStatus.Down(EncodesFailure.NoCgroup2, "There is none.");
        Assert.Contains("\nEncodes  no readings\n", Frame(new FrameStyle(80)));
    }

    [Fact]
    public void WithoutAPowerMeterThereIsNoWallSectionUnlessOneIsRequired()
    {
        _node.SampleCpu();
        Assert.DoesNotContain("Wall", Frame(new FrameStyle(80)));
        _node.SampleWall();
        _node.Wall.Publish(_node.Time.GetTimestamp(), WallInventory.None, []);
        _node.WallStatus.Down("no_meter", "There is none.", isWanted: false);
        Assert.DoesNotContain("Wall", Frame(new FrameStyle(80)));
        _node.WallStatus.Down("no_meter", "There is none.");
        Assert.Contains("\nWall  no readings\n", Frame(new FrameStyle(80)));
    }

    [Fact]
    public void NoEscapeSequenceOfADriverIsPrinted()
    {
        _node.SampleGpu(
            new GpuInventory("nvml\e[2J", "5\u009b0", 1, [new GpuIdentity { Index = 0, BusId = "b\n", Name = "\e]0;owned\aGPU\u202e" }]),
            MadeUpNode.GpuReadings[0]);
        _node.CpuStatus.Down("permission_denied", "a\e[31mb\r\nc");
        var frame = Frame(new FrameStyle(120, Colour: false));
        Assert.DoesNotContain(frame, c => (char.IsControl(c) && c != '\n') || c == '\u202e');
        Assert.Contains("?]0;owned?GPU?", frame);
    }

    [Fact]
    public void ColourMarksALostGpu()
    {
        _node.SampleGpu();
        Assert.Contains("\e[1;31m", Frame(new FrameStyle(100, Colour: true)));
        Assert.DoesNotContain('\e', Frame(new FrameStyle(100, Colour: false)));
    }

    [Fact]
    public void WithoutUnicodeEveryCharacterIsAscii()
    {
        _node.SampleCpu();
        _node.SampleGpu();
        Assert.All(Frame(new FrameStyle(140, Unicode: false)), c => Assert.InRange(c, '\n', '~'));
    }

    string Frame(FrameStyle style, bool simulated = false)
    {
        using var node = JsonDocument.Parse(_node.Document(simulated).Get(_history.Second));
        _history.Take(node.RootElement);
        return string.Join('\n', NodeFrame.Of(node.RootElement, _history, "the hardware", style).Lines) + '\n';
    }
}
