namespace Wattd.Commands.Top;

/// <summary>What a frame has to fit.</summary>
/// <param name="Width">Cells in a line.</param>
/// <param name="Height">Lines.</param>
/// <param name="Colour">Whether there may be colours and bold type.</param>
/// <param name="Unicode">Whether there may be characters other than ASCII.</param>
sealed record FrameStyle(int Width, int Height = int.MaxValue, bool Colour = false, bool Unicode = true)
{
    const string Reset = "\e[0m";

    public string Bold(string text) => Colour ? $"\e[1m{text}{Reset}" : text;

    public string Dim(string text) => Colour ? $"\e[2m{text}{Reset}" : text;

    /// <summary>What an operator has to do something about.</summary>
    public string Bad(string text) => Colour ? $"\e[1;31m{text}{Reset}" : text;

    /// <summary>What an operator has to know.</summary>
    public string Noted(string text) => Colour ? $"\e[33m{text}{Reset}" : text;

    /// <summary>Text in lines of at most the width, broken at spaces, each with an indent.</summary>
    public IEnumerable<string> Wrap(string text, int indent)
    {
        var (room, rest) = (Math.Max(1, Width - indent), text);
        while (rest.Length > room)
        {
            var end = rest.LastIndexOf(' ', room);
            end = end > 0 ? end : room;
            yield return new string(' ', indent) + rest[..end];
            rest = rest[end..].TrimStart();
        }
        yield return new string(' ', indent) + rest;
    }
}
