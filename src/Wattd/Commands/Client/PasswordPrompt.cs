using System.Text;
using static Wattd.Linux.Termios;
using static Wattd.Linux.Unistd;

namespace Wattd.Commands.Client;

/// <summary>Asks for a password at the terminal.</summary>
static class PasswordPrompt
{
    const int MostBytes = 1 << 10;

    /// <summary>Asks, without showing what is typed; null where standard input is no terminal.</summary>
    public static string? Ask(string prompt)
    {
        if (SwitchOff(STDIN_FILENO, ECHO) is not { } settings)
            return null;
        try
        {
            Console.Error.Write(prompt);
            return ReadLine();
        }
        finally
        {
            Restore(STDIN_FILENO, settings);
            Console.Error.WriteLine();
        }
    }

    static string ReadLine()
    {
        Span<byte> line = stackalloc byte[MostBytes];
        var count = 0;
        while (count < line.Length && read(STDIN_FILENO, line[count..], (nuint)(line.Length - count)) is var got and > 0)
        {
            count += (int)got;
            if (line[count - 1] == '\n')
                break;
        }
        return Encoding.UTF8.GetString(line[..count]).TrimEnd('\n');
    }
}
