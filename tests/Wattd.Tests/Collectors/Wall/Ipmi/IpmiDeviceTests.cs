using Wattd.Collectors.Sampling;
using Wattd.Collectors.Wall;
using Wattd.Collectors.Wall.Ipmi;
using Wattd.Tests.Support;
using static Wattd.Linux.Errno;

namespace Wattd.Tests.Collectors.Wall.Ipmi;

/// <summary>The real system calls, on what every machine has.</summary>
public sealed class IpmiDeviceTests
{
    const uint DacReadSearch = 1u << 2;

    static SourceException Failure(string path)
    {
        using var source = new IpmiSource(new WallOptions { Device = path }, new IpmiDevice(), TimeProvider.System);
        return Assert.Throws<SourceException>(() => source.Read());
    }

    [Fact]
    public void ADeviceThatDoesNotExistIsNoMeter() => Assert.Equal(WallFailure.NoMeter, Failure("/dev/no-such-device").Reason);

    [Fact]
    public void AnotherDeviceIsNotAsked() =>
        Assert.Equal("/dev/null: not an IPMI device; set wall.device to the device of the BMC", Failure("/dev/null").Message);

    [Fact]
    public void ADeviceThatHasGoneIsAnErrorAndNotAMessage()
    {
        using var folder = new TemporaryFolder();
        var path = Fifo.Make(Path.Combine(folder.Path, "ipmi0"));
        var device = new IpmiDevice();
        Assert.Equal(0, device.Open(path));
        // With its last writer gone a pipe reports POLLHUP, and POLLIN as long as it holds something.
        using (var writer = new FileStream(path, FileMode.Open, FileAccess.Write))
            writer.WriteByte(1);
        Assert.Equal((0, true), (device.Poll(0, out var isReady), isReady));
        device.Close();

        Assert.Equal(0, device.Open(path));
        new FileStream(path, FileMode.Open, FileAccess.Write).Dispose();
        Assert.Equal((EIO, false), (device.Poll(0, out isReady), isReady));
        device.Close();
    }

    [Fact]
    public void ADeviceForRootIsOpenedWithTheCapabilityAndItIsHeldForTheOpenOnly()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can grant a capability");
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "ipmi0");
        File.WriteAllText(path, "");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var device = new IpmiDevice();

        Unprivileged.Run(() => Assert.Equal(EACCES, device.Open(path)));
        Unprivileged.Run(
            () =>
            {
                Assert.Equal(0, device.Open(path));
                Assert.Equal(0u, Unprivileged.Effective);
                device.Close();
            },
            permitted: DacReadSearch);
    }
}
