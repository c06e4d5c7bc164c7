using Wattd.Commands.Top;

namespace Wattd.Tests.Commands.Top;

public sealed class ViewportTests
{
    static readonly Frame Ten = new(["head"], ["trouble"],
        [new("title"), new("heading"), .. Enumerable.Range(1, 8).Select(row => new Frame.Line($"row {row}", "heading"))]);

    readonly Viewport _view = new();

    [Fact]
    public void WhatFitsIsNotScrolled()
    {
        Assert.Equal(
            ["head", "trouble", "title", "heading", .. Enumerable.Range(1, 8).Select(row => $"row {row}"), "", "q quits"], Show(14));
        Assert.Equal(Show(14), Show(14, Key.Down));
    }

    [Fact]
    public void HeadTroublesAndHeadingsStay()
    {
        Assert.Equal(["head", "trouble", "title", "heading", "row 1", "row 2", "lines 1-4 of 10, q quits"], Show(7));
        Assert.Equal(["head", "trouble", "heading", "row 1", "row 2", "row 3", "lines 2-5 of 10, q quits"], Show(7, Key.Down));
        Assert.Equal(["head", "trouble", "heading", "row 2", "row 3", "row 4", "lines 4-6 of 10, q quits"], Show(7, Key.Down));
        Assert.Equal(["head", "trouble", "heading", "row 6", "row 7", "row 8", "lines 8-10 of 10, q quits"], Show(7, Key.End));
        Assert.Equal(["head", "trouble", "title", "heading", "row 1", "row 2", "lines 1-4 of 10, q quits"], Show(7, Key.Home));
    }

    [Fact]
    public void AHeadingIsNotShownWithoutItsRows()
    {
        var frame = Ten with { Body = [new("heading"), new("row 1", "heading"), new("row 2", "heading"), new(""), new("title"), new("other heading"), new("row", "other heading")] };
        _view.Lines(frame, Style(8));
        _view.Move(Key.End);
        Assert.Equal(["head", "trouble", "row 2", "", "title", "other heading", "row", "lines 3-7 of 7, q quits"], _view.Lines(frame, Style(8)));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void PageByPageEveryLineIsSeen(int height)
    {
        HashSet<string> seen = [.. Show(height)];
        for (var page = 0; page < 10; page++)
            seen.UnionWith(Show(height, Key.PageDown));
        Assert.Empty(Ten.Lines.Except(seen));
        for (var page = 0; page < 10; page++)
            Show(height, Key.PageUp);
        Assert.Contains("title", Show(height));
    }

    [Fact]
    public void TroublesThatWouldFillTheScreenAreScrolledToo()
    {
        var frame = Ten with { Problems = ["one", "two", "three", "four"] };
        Assert.Equal(["head", "one", "two", "three", "four", "title", "lines 1-5 of 14, q quits"], _view.Lines(frame, Style(7)));
        _view.Move(Key.End);
        Assert.Equal(["head", "heading", "row 5", "row 6", "row 7", "row 8", "lines 11-14 of 14, q quits"], _view.Lines(frame, Style(7)));
    }

    [Fact]
    public void ALargerTerminalScrollsBack()
    {
        Show(7);
        Show(7, Key.End);
        Assert.Equal("title", Show(14)[2]);
    }

    [Fact]
    public void AWideTerminalNamesTheKeys()
    {
        _view.Lines(Ten, Style(7));
        Assert.Equal("lines 1-4 of 10, arrows and PgUp/PgDn scroll, q quits", _view.Lines(Ten, Style(7) with { Width = 80 })[^1]);
    }

    static FrameStyle Style(int height) => new(40, height);

    IReadOnlyList<string> Show(int height, params Key[] keys)
    {
        foreach (var key in keys)
            _view.Move(key);
        return _view.Lines(Ten, Style(height));
    }
}
