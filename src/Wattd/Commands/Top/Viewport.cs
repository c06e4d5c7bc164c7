namespace Wattd.Commands.Top;

/// <summary>Fits a frame to the height of the terminal: head and problems stay where they are, the rest is scrolled.</summary>
sealed class Viewport
{
    int _first, _room, _lastFirst;

    /// <summary>Scrolls, from the next frame on.</summary>
    public void Move(Key key)
    {
        _first = key switch
        {
            Key.Up => _first - 1,
            Key.Down => _first + 1,
            // A heading can cover the first line, so a page is one line less.
            Key.PageUp => _first - Math.Max(1, _room - 1),
            Key.PageDown => _first + Math.Max(1, _room - 1),
            Key.Home => 0,
            Key.End => _lastFirst,
            _ => _first,
        };
        _first = Math.Clamp(_first, 0, _lastFirst);
    }

    /// <summary>The lines of the screen, with the footer at the bottom.</summary>
    public IReadOnlyList<string> Lines(Frame frame, FrameStyle style)
    {
        var fixedLines = Fixed(frame, style.Height);
        Frame.Line[] scrolled = [.. frame.Lines.Skip(fixedLines.Count).SkipLast(frame.Body.Count).Select(text => new Frame.Line(text)), .. frame.Body];
        _room = Math.Max(0, style.Height - fixedLines.Count - 1);
        _lastFirst = Math.Max(0, scrolled.Length - _room);
        _first = Math.Min(_first, _lastFirst);

        string[] shown = [.. scrolled.Skip(_first).Take(_room).Select(line => line.Text)];
        var heading = shown.Length > 1 && scrolled[_first + 1].Heading == scrolled[_first].Heading ? scrolled[_first].Heading : null;
        var isCovered = heading is not null;
        shown = isCovered ? [heading!, .. shown[1..]] : shown;
        var from = _first + (isCovered ? 2 : 1);
        var footer = Footer(_lastFirst == 0 ? "" : $"lines {from}-{_first + shown.Length} of {scrolled.Length}, ", style.Width);
        return [.. fixedLines, .. shown, .. Enumerable.Repeat("", _room - shown.Length), style.Dim(footer)];
    }

    /// <summary>The lines that are not scrolled: at most half of the height.</summary>
    static IReadOnlyList<string> Fixed(Frame frame, int height)
    {
        if (frame.Head.Count + frame.Problems.Count <= height / 2)
            return [.. frame.Head, .. frame.Problems];
        return frame.Head.Count <= height / 2 ? frame.Head : [];
    }

    static string Footer(string lines, int width)
    {
        const string Quit = "q quits", Scroll = "arrows and PgUp/PgDn scroll, ";
        var footer = lines.Length > 0 && lines.Length + Scroll.Length + Quit.Length <= width ? lines + Scroll + Quit : lines + Quit;
        return footer.Length > width ? footer[..width] : footer;
    }
}
