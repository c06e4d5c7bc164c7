using System.Runtime.InteropServices;
using System.Text;
using static Wattd.Linux.Poll;
using static Wattd.Linux.Unistd;

namespace Wattd.Commands.Top;

/// <summary>
/// The terminal while it shows a screen that is drawn again and again: the other screen, no cursor, keys as they are typed.
/// <see cref="Dispose"/> gives it back as it was.
/// </summary>
/// <remarks>What .NET has for it (Console.ReadKey, WindowWidth) would bring terminfo and its own idea of the terminal's state.</remarks>
sealed partial class Terminal : IDisposable
{
    // The last two of what leaves: .NET's console turns application keys on where it finds a terminal.
    const string Enter = "\e[?1049h\e[?25l", Leave = "\e[0m\e[?25h\e[?1049l\e[?1l\e>";
    const byte ControlC = 3;

    readonly Stream _output;
    readonly byte[]? _settings;

    public Terminal(Stream output)
    {
        _output = output;
        _settings = TakeKeys();
        Write(Enter);
    }

    /// <summary>Whether a descriptor is a terminal.</summary>
    public static bool Is(int descriptor) => isatty(descriptor) == 1;

    /// <summary>Cells and lines of the terminal on standard output; null where it does not tell.</summary>
    public static (int Width, int Height)? Size() =>
        ioctl(STDOUT_FILENO, GetWindowSize, out var size) == 0 && size is { Columns: > 0, Rows: > 0 } ? (size.Columns, size.Rows) : null;

    /// <summary>Draws the lines in the place of those that are there, in one write.</summary>
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

    /// <summary>Waits for a key that leaves: q, Ctrl-C, or the end of the terminal.</summary>
    /// <returns>True if there was one.</returns>
    public bool IsLeft(TimeSpan wait)
    {
        if (_settings is null)
        {
            Thread.Sleep(wait);
            return false;
        }
        var input = new PollFd { Descriptor = STDIN_FILENO, Events = POLLIN };
        if (poll(ref input, 1, (int)wait.TotalMilliseconds) <= 0)
            return false;
        Span<byte> keys = stackalloc byte[64];
        var count = read(STDIN_FILENO, keys, (nuint)keys.Length);
        return count <= 0 || keys[..(int)count].ContainsAny((byte)'q', (byte)'Q', ControlC);
    }

    public void Dispose()
    {
        Write(Leave);
        if (_settings is not null)
            _ = tcsetattr(STDIN_FILENO, WhenDrained, _settings);
    }

    void Write(string text)
    {
        _output.Write(Encoding.UTF8.GetBytes(text));
        _output.Flush();
    }

    /// <summary>Keys come as they are typed and are not shown; Ctrl-C and Ctrl-Z are keys like others.</summary>
    /// <returns>The settings before; null where standard input is no terminal.</returns>
    static byte[]? TakeKeys()
    {
        var before = new byte[SettingsSize];
        if (tcgetattr(STDIN_FILENO, before) != 0)
            return null;
        var settings = before.ToArray();
        var flags = MemoryMarshal.Cast<byte, uint>(settings.AsSpan(LocalFlags, sizeof(uint)));
        flags[0] &= ~(Signals | Canonical | Echo);
        return tcsetattr(STDIN_FILENO, WhenDrained, settings) == 0 ? before : null;
    }

    const nuint GetWindowSize = 0x5413; // TIOCGWINSZ of asm-generic/ioctls.h

    // struct termios of the C library and asm-generic/termbits.h: the same on x86-64 and arm64.
    const int SettingsSize = 64, LocalFlags = 12, WhenDrained = 1;
    const uint Signals = 1, Canonical = 2, Echo = 8;

    [StructLayout(LayoutKind.Sequential)]
    struct WindowSize
    {
        public ushort Rows, Columns, PixelWidth, PixelHeight;
    }

    [LibraryImport("libc")]
    private static partial int isatty(int descriptor);

    [LibraryImport("libc")]
    private static partial int ioctl(int descriptor, nuint request, out WindowSize size);

    [LibraryImport("libc")]
    private static partial int tcgetattr(int descriptor, byte[] settings);

    [LibraryImport("libc")]
    private static partial int tcsetattr(int descriptor, int when, byte[] settings);
}
