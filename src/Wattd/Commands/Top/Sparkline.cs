namespace Wattd.Commands.Top;

/// <summary>A row of values as a row of characters, each as high as its value, from 0 to the highest of them.</summary>
static class Sparkline
{
    const string Blocks = "▁▂▃▄▅▆▇█", Ascii = ".:-=+*#@";

    /// <summary>Draws the last values, one cell each; a blank where a value is missing.</summary>
    /// <param name="values">The newest last.</param>
    /// <param name="cells">How many are drawn.</param>
    /// <param name="unicode">Whether the terminal has block characters.</param>
    public static string Of(ReadOnlySpan<double?> values, int cells, bool unicode)
    {
        if (cells <= 0)
            return "";
        var shown = values[Math.Max(0, values.Length - cells)..];
        var highest = 0.0;
        foreach (var value in shown)
            highest = Math.Max(highest, value ?? 0);

        var steps = unicode ? Blocks : Ascii;
        var line = new char[cells];
        Array.Fill(line, ' ');
        for (var i = 0; i < shown.Length; i++)
        {
            if (shown[i] is { } value)
                line[cells - shown.Length + i] = steps[highest > 0 ? (int)Math.Clamp(value / highest * (steps.Length - 1) + 0.5, 0, steps.Length - 1) : 0];
        }
        return new string(line);
    }
}
