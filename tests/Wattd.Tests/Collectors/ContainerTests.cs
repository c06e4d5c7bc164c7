using Wattd.Collectors;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors;

public sealed class ContainerTests : IDisposable
{
    readonly TemporaryFolder _root = new();

    public ContainerTests() => Directory.CreateDirectory(_root.File("run"));

    public void Dispose() => _root.Dispose();

    [Fact]
    public void AMachineIsNoContainer() => Assert.False(IsRecognised());

    [Theory]
    [InlineData(".dockerenv")]
    [InlineData("run/.containerenv")]
    public void DockerAndPodmanLeaveAFile(string mark)
    {
        File.WriteAllText(_root.File(mark), "");
        Assert.True(IsRecognised());
    }

    [Theory]
    [InlineData("container", "podman")]
    [InlineData("KUBERNETES_SERVICE_HOST", "10.96.0.1")]
    public void OtherEnginesSetAVariable(string name, string value)
    {
        Assert.True(IsRecognised(name, value));
        Assert.False(IsRecognised(name, ""));
    }

    [Theory]
    [InlineData("container", "systemd-nspawn")]
    [InlineData("KUBERNETES_SERVICE_HOST", "10.96.0.1")]
    public void AContainerWithSystemdHasUnitsLikeAMachine(string name, string value)
    {
        Directory.CreateDirectory(_root.File("run/systemd/system"));
        File.WriteAllText(_root.File(".dockerenv"), "");
        Assert.False(IsRecognised(name, value));
    }

    bool IsRecognised(string? set = null, string? value = null) => Container.IsRecognised(_root.Path, name => name == set ? value : null);
}
