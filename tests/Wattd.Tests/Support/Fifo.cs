using System.Runtime.InteropServices;

namespace Wattd.Tests.Support;

/// <summary>A named pipe: opening it for reading waits for a writer.</summary>
static partial class Fifo
{
    /// <summary>Creates one that its owner can read and write.</summary>
    /// <returns>Its path.</returns>
    public static string Make(string path)
    {
        Assert.Equal(0, mkfifo(path, 0b110_000_000));
        return path;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mkfifo(string path, uint mode);
}
