using System.Runtime.InteropServices;
using System.Text;
using static Wattd.Linux.Poll;
using static Wattd.Linux.Termios;
using static Wattd.Linux.Unistd;

namespace Wattd.Commands.Top;

/// <summary>
/// The terminal while it shows a screen that is redrawn: alternate screen, no cursor, unbuffered keys.
/// <see cref="Dispose"/> restores it.
/// </summary>
/// <remarks>.NET's own API (Console.ReadKey, WindowWidth) brings terminfo and its own model of the terminal's state.</remarks>
sealed partial class Terminal : IDisposable
{
    // The last two sequences of Leave: .NET's console turns application keys on if it finds a terminal.
    const string Enter = "\e[?1049h\e[?25l", Leave = "\e[0m\e[?25h\e[?1049l\e[?1l\e>";

    readonly Stream _output;
    readonly KeyReader _keys = new();
    readonly byte[]? _settings;

    public Terminal(Stream output)
    {
        _output = output;
        // Keys as they are typed, and not shown; Ctrl-C and Ctrl-Z are keys like others.
        _settings = SwitchOff(STDIN_FILENO, ISIG | ICANON | ECHO);
        Write(Enter);
    }

    /// <summary>Whether a descriptor is a terminal.</summary>
    public static bool Is(int descriptor) => isatty(descriptor) == 1;

    /// <summary>Cells and lines of the terminal on standard output; null if unknown.</summary>
    public static (int Width, int Height)? Size() =>
        ioctl(STDOUT_FILENO, GetWindowSize, out var size) == 0 && size is { Columns: > 0, Rows: > 0 } ? (size.Columns, size.Rows) : null;

    /// <summary>Replaces the lines on the screen, in one write.</summary>
    public void Draw(IEnumerable<string> lines)
    {
        var frame = new StringBuilder("\e[H");
        var isFirst = true;
        foreach (var line in lines)
        {
            frame.Append(isFirst ? "" : "\r\n").Append(line).Append("\e[K");
            isFirst = false;
        }
        Write(frame.Append("\e[J").ToString());
    }

    /// <summary>Waits for keys. The end of input is <see cref="Key.Quit"/>.</summary>
    /// <returns>The keys; none after the time.</returns>
    public IReadOnlyList<Key> Keys(TimeSpan wait)
    {
        if (_settings is null)
        {
            Thread.Sleep(wait);
            return [];
        }
        var input = new PollFd { Descriptor = STDIN_FILENO, Events = POLLIN };
        if (poll(ref input, 1, (int)wait.TotalMilliseconds) <= 0)
            return [];
        Span<byte> bytes = stackalloc byte[64];
        var count = read(STDIN_FILENO, bytes, (nuint)bytes.Length);
        return count > 0 ? _keys.Keys(bytes[..(int)count]) : [Key.Quit];
    }

    public void Dispose()
    {
        Write(Leave);
        if (_settings is not null)
            Restore(STDIN_FILENO, _settings);
    }

    void Write(string text)
    {
        _output.Write(Encoding.UTF8.GetBytes(text));
        _output.Flush();
    }

    const nuint GetWindowSize = 0x5413; // TIOCGWINSZ of asm-generic/ioctls.h

    [StructLayout(LayoutKind.Sequential)]
    struct WindowSize
    {
        public ushort Rows, Columns, PixelWidth, PixelHeight;
    }

    [LibraryImport("libc")]
    private static partial int isatty(int descriptor);

    [LibraryImport("libc")]
    private static partial int ioctl(int descriptor, nuint request, out WindowSize size);
}
