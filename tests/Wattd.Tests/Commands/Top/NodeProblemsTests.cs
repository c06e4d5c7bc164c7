using System.Text.Json;
using System.Text.Json.Nodes;
using Wattd.Commands.Top;
using Wattd.Readings;

namespace Wattd.Tests.Commands.Top;

public sealed class NodeProblemsTests
{
    readonly NodeHistory _history = new();

    [Fact]
    public void ThoseThatNeedActionAreFirstFromWhicheverCollectorTheyCome()
    {
        Problem[] problems =
        [
            new("dim", "the toy is dim", NeedsAction: false), new("broken", "the toy is broken"), new("bent", "the toy is bent", NeedsAction: false),
        ];
        Assert.Equal(["the toy is broken", "the toy is bent", "the toy is dim"], Of(Node(700, "toy", problems)));
    }

    [Fact]
    public void OneThatNeedsNoActionStaysForTenSecondsInItsPlace()
    {
        Problem low = new("a", "low", NeedsAction: false), high = new("b", "high", NeedsAction: false), lower = low with { Text = "lower" };
        Assert.Equal(["low", "high"], Of(Node(700, "toy", low, high)));
        Assert.Equal(["low", "high"], Of(Node(701, "toy", high)));
        Assert.Equal(["lower", "high"], Of(Node(702, "toy", lower, high)));
        Assert.Equal(["lower", "high"], Of(Node(711, "toy")));
        Assert.Empty(Of(Node(712, "toy")));
    }

    [Fact]
    public void OneThatNeedsActionEndsAtOnce()
    {
        Of(Node(700, "toy", new Problem("broken", "the toy is broken")));
        Assert.Empty(Of(Node(701, "toy")));
    }

    [Fact]
    public void TheSameIdFromTwoCollectorsIsTwoProblems()
    {
        Of(Node(700, "toy", new Problem("dim", "the toy is dim", NeedsAction: false)));
        Assert.Equal(["the lamp is dim", "the toy is dim"], Of(Node(701, "lamp", new Problem("dim", "the lamp is dim", NeedsAction: false))));
    }

    [Theory]
    [InlineData("""{"version":"1.0.0","gpu":{"up":false,"message":"install it"}}""")]
    [InlineData("[]")]
    public void AnAnswerWithoutAListHasNone(string readings) => Assert.Empty(Of(JsonElement.Parse(readings)));

    [Fact]
    public void ANodeWithoutAGpuThatNeedsNoneIsWell()
    {
        var node = JsonElement.Parse("""{"version":"1.2.3","gpu":{"up":false,"wanted":false,"message":"libnvidia-ml.so.1 is missing","problems":[]}}""");
        Assert.Empty(Of(node));
        var frame = string.Join('\n', NodeFrame.Of(node, _history, "the hardware", new FrameStyle(80, Colour: true)).Lines);
        Assert.Contains("\e[2m  no NVIDIA GPU", frame);
        Assert.DoesNotContain("\e[1;31m", frame);
        Assert.DoesNotContain("problem", frame);
    }

    static JsonElement Node(int second, string collector, params Problem[] problems) => JsonElement.Parse(new JsonObject
    {
        ["second"] = second, [collector] = new JsonObject { ["up"] = true, ["problems"] = LargeNode.Json(problems) },
    }.ToJsonString());

    IEnumerable<string> Of(JsonElement node)
    {
        _history.Take(node);
        return _history.Problems.All.Select(problem => problem.Text);
    }
}
