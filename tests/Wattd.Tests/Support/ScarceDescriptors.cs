using System.Globalization;
using System.Runtime.InteropServices;
using static Wattd.Linux.Fcntl;

namespace Wattd.Tests.Support;

/// <summary>Limits the descriptors that this process can open, until it is disposed.</summary>
sealed partial class ScarceDescriptors : IDisposable
{
    const int NumberOfFiles = 7;

    readonly Limit _before;
    readonly List<int> _taken = [];

    /// <param name="left">How many can still be opened.</param>
    public ScarceDescriptors(int left)
    {
        Assert.Equal(0, getrlimit(NumberOfFiles, out _before));
        var highest = Directory.GetFiles("/proc/self/fd").Max(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture));
        Assert.Equal(0, setrlimit(NumberOfFiles, _before with { Soft = (ulong)(highest + left + 2) }));
        Take(_taken);
        Assert.True(_taken.Count >= left);
        for (var i = 0; i < left; i++)
        {
            close(_taken[^1]);
            _taken.RemoveAt(_taken.Count - 1);
        }
    }

    /// <summary>How many can be opened now.</summary>
    public static int CountLeft()
    {
        List<int> left = [];
        Take(left);
        left.ForEach(close);
        return left.Count;
    }

    public void Dispose()
    {
        _taken.ForEach(close);
        Assert.Equal(0, setrlimit(NumberOfFiles, _before));
    }

    static void Take(List<int> into)
    {
        while (open("/dev/null", O_RDONLY | O_CLOEXEC) is var descriptor and >= 0)
            into.Add(descriptor);
    }

    record struct Limit(ulong Soft, ulong Hard);

    [LibraryImport("libc")]
    private static partial int getrlimit(int resource, out Limit limit);

    [LibraryImport("libc")]
    private static partial int setrlimit(int resource, in Limit limit);

    [LibraryImport("libc")]
    private static partial void close(int descriptor);
}
