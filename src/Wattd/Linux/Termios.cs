using System.Runtime.InteropServices;

namespace Wattd.Linux;

/// <summary>termios.h: how a terminal takes keys. The same on x86-64 and arm64 (asm-generic/termbits.h).</summary>
static partial class Termios
{
    public const int TCSADRAIN = 1;
    public const uint ISIG = 1, ICANON = 2, ECHO = 8;

    // struct termios of the C library, of which only c_lflag is looked at.
    const int Size = 64, LocalFlags = 12;

    /// <summary>Changes the local flags of a terminal.</summary>
    /// <param name="descriptor">The terminal.</param>
    /// <param name="off">The flags to switch off.</param>
    /// <returns>The settings before, for <see cref="Restore"/>; null where it is no terminal.</returns>
    public static byte[]? SwitchOff(int descriptor, uint off)
    {
        var before = new byte[Size];
        if (tcgetattr(descriptor, before) != 0)
            return null;
        var settings = before.ToArray();
        MemoryMarshal.Cast<byte, uint>(settings.AsSpan(LocalFlags, sizeof(uint)))[0] &= ~off;
        return tcsetattr(descriptor, TCSADRAIN, settings) == 0 ? before : null;
    }

    /// <summary>Gives a terminal the settings that it had.</summary>
    public static void Restore(int descriptor, byte[] settings) => _ = tcsetattr(descriptor, TCSADRAIN, settings);

    [LibraryImport("libc")]
    private static partial int tcgetattr(int descriptor, byte[] settings);

    [LibraryImport("libc")]
    private static partial int tcsetattr(int descriptor, int when, byte[] settings);
}
