using System.Diagnostics;
using System.Globalization;
using Wattd.Linux;
using Wattd.Tests.Support;
using static Wattd.Linux.Fcntl;
using static Wattd.Linux.Stat;

namespace Wattd.Tests.Linux;

/// <summary>The layout of struct statx, compared with stat(1) for the same files.</summary>
public sealed class StatTests : IDisposable
{
    const uint Everything = STATX_TYPE | STATX_MTIME | STATX_CTIME | STATX_INO | STATX_SIZE;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AFileMatchesStat()
    {
        var path = _folder.File("file");
        File.WriteAllText(path, "12345");
        Assert.Equal(0, statx(AT_FDCWD, path, 0, Everything, out var stat));

        var device = ulong.Parse(Say("%d"), CultureInfo.InvariantCulture);
        Assert.Equal((Major(device), Minor(device)), (stat.DeviceMajor, stat.DeviceMinor));
        Assert.Equal(Say("%i"), $"{stat.Inode}");
        Assert.Equal(Say("%s"), $"{stat.Size}");
        Assert.Equal(Say("%f"), $"{stat.Mode:x}");
        Assert.Equal(Say("%.9Y"), $"{stat.Modified.Seconds}.{stat.Modified.Nanoseconds:D9}");
        Assert.Equal(Say("%.9Z"), $"{stat.Changed.Seconds}.{stat.Changed.Nanoseconds:D9}");
        Assert.Equal(IFREG, stat.Type);

        string Say(string format)
        {
            using var program = Process.Start(new ProcessStartInfo("stat", ["--format=" + format, path]) { RedirectStandardOutput = true })!;
            return program.StandardOutput.ReadToEnd().Trim();
        }
    }

    /// <summary>Linux admin-guide/devices.txt: /dev/null is 1:3.</summary>
    [Fact]
    public void ADeviceHasNumbersOfItsOwn()
    {
        using var handle = Fcntl.OpenRead("/dev/null", out _)!;
        var stat = Stat.Of(handle, STATX_TYPE)!.Value;
        Assert.Equal((IFCHR, 1u, 3u), (stat.Type, stat.OwnMajor, stat.OwnMinor));
    }

    [Fact]
    public void AFolderIsAFolder()
    {
        using var handle = Fcntl.OpenRead(_folder.Path, out _)!;
        Assert.Equal(IFDIR, Stat.Of(handle, STATX_TYPE)!.Value.Type);
    }

    // gnu_dev_major and gnu_dev_minor of sys/sysmacros.h.
    static uint Major(ulong device) => (uint)(device >> 8 & 0xfff | device >> 32 & 0xfffff000);

    static uint Minor(ulong device) => (uint)(device & 0xff | device >> 12 & 0xffffff00);
}
