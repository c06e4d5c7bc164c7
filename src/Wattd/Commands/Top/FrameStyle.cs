namespace Wattd.Commands.Top;

/// <summary>The limits of a frame.</summary>
/// <param name="Width">Cells in a line.</param>
/// <param name="Height">Lines.</param>
/// <param name="Colour">Whether there may be colours and bold type.</param>
/// <param name="Unicode">Whether there may be characters other than ASCII.</param>
sealed record FrameStyle(int Width, int Height = int.MaxValue, bool Colour = false, bool Unicode = true)
{
    const string Reset = "\e[0m";

    public string Bold(string text) => Colour ? $"\e[1m{text}{Reset}" : text;

    public string Dim(string text) => Colour ? $"\e[2m{text}{Reset}" : text;

    /// <summary>Text that is cut to a number of cells, with a mark where it was cut.</summary>
    public string Cut(string text, int cells) =>
        text.Length <= cells ? text : text[..Math.Max(0, cells - 1)] + (cells > 0 ? Unicode ? "…" : "~" : "");

    /// <summary>Something that needs action.</summary>
    public string Bad(string text) => Colour ? $"\e[1;31m{text}{Reset}" : text;

    /// <summary>Something to be aware of.</summary>
    public string Noted(string text) => Colour ? $"\e[33m{text}{Reset}" : text;

    /// <summary>Text in lines of at most the width, broken at spaces. The second line and those after it have an indent.</summary>
    public IEnumerable<string> Wrap(string text, int indent = 0)
    {
        var (before, rest) = ("", text);
        while (rest.Length > Room(before))
        {
            var end = rest.LastIndexOf(' ', Room(before));
            end = end > 0 ? end : Room(before);
            yield return before + rest[..end];
            (before, rest) = (new string(' ', indent), rest[end..].TrimStart());
        }
        yield return before + rest;

        int Room(string before) => Math.Max(1, Width - before.Length);
    }
}
