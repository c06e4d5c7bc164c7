namespace Wattd.Commands.Measure.Child;

/// <summary>The lookup of a command on the <c>PATH</c>, as execvp(3) does it. Paths are bytes, which need not be text.</summary>
static class CommandPath
{
    // Of the C library, for a process that has no PATH.
    static ReadOnlySpan<byte> Default => "/bin:/usr/bin"u8;

    /// <summary>The paths at which a command can be, in the order in which they are tried.</summary>
    /// <param name="name">The command; with a slash in it, it is the only path.</param>
    /// <param name="path">The value of <c>PATH</c>; null if it is not set.</param>
    public static IEnumerable<byte[]> Of(byte[] name, byte[]? path)
    {
        if (name.Length == 0)
            return [];
        if (name.Contains((byte)'/'))
            return [name];
        var paths = new List<byte[]>();
        var folders = path is null ? Default : path;
        foreach (var range in folders.Split((byte)':'))
        {
            // An empty one is the working directory.
            var folder = folders[range].IsEmpty ? "."u8 : folders[range];
            paths.Add([.. folder, (byte)'/', .. name]);
        }
        return paths;
    }
}
