namespace Wattd.Commands.Top;

/// <summary>What one screen shows, from top to bottom, whatever the height of the terminal.</summary>
/// <param name="Head">What the node is, and its totals.</param>
/// <param name="Problems">What is wrong and how to fix it.</param>
/// <param name="Body">The tables.</param>
sealed record Frame(IReadOnlyList<string> Head, IReadOnlyList<string> Problems, IReadOnlyList<Frame.Line> Body)
{
    /// <summary>A line of a table.</summary>
    /// <param name="Text">The line.</param>
    /// <param name="Heading">The headings of its columns; null for a line that has none.</param>
    public sealed record Line(string Text, string? Heading = null);

    /// <summary>All lines.</summary>
    public IEnumerable<string> Lines => [.. Head, .. Problems, .. Body.Select(line => line.Text)];
}
