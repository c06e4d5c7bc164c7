namespace Wattd.Commands.Top;

/// <summary>A key that <c>wattd top</c> knows.</summary>
enum Key
{
    Up,
    Down,
    PageUp,
    PageDown,
    Home,
    End,
    Quit,
}
