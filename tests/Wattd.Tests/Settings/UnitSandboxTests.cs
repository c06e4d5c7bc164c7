using Wattd.Settings;
using Wattd.Tests.Support;

namespace Wattd.Tests.Settings;

public sealed class UnitSandboxTests
{
    [Theory]
    [InlineData("/etc/letsencrypt/live/node/privkey.pem", "/etc/letsencrypt/live/node")]
    [InlineData("/etc/wattd/../ca.crt", "/etc")]
    [InlineData("/srv/tls/web-config.yml", "/srv/tls")]
    public void AFileInAnEmptyDirectoryIsMovedOrBound(string path, string directory) =>
        Assert.Equal(
            "; wattd.service hides this directory: move the file to /etc/wattd, or add "
            + $"BindReadOnlyPaths={directory} under [Service] with 'systemctl edit wattd'",
            UnitSandbox.FixInUnit(path, FileProblem.Missing));

    [Fact]
    public void AFileInAnInaccessibleDirectoryIsMoved() =>
        Assert.Equal(
            "; wattd.service hides this directory: move the file to /etc/wattd",
            UnitSandbox.FixInUnit("/home/alice/web-config.yml", FileProblem.Forbidden));

    [Theory]
    [InlineData("/etc/wattd/server.key", FileProblem.Missing)]
    [InlineData("/usr/share/wattd/server.key", FileProblem.Missing)]
    [InlineData("/various/server.key", FileProblem.Missing)]
    // A drop-in shows it, without the rights to read it.
    [InlineData("/etc/letsencrypt/live/node/privkey.pem", FileProblem.Forbidden)]
    public void AFileThatTheUnitShowsHasNoFix(string path, object trouble) =>
        Assert.Empty(UnitSandbox.FixInUnit(path, (FileProblem)trouble));

    [Fact]
    public void ALinkIsFollowedToWhereItLeads()
    {
        using var folder = new TemporaryFolder();
        var link = folder.File("server.key");
        File.CreateSymbolicLink(link, "/etc/letsencrypt/gone/privkey.pem");
        Assert.Contains("BindReadOnlyPaths=/etc/letsencrypt/gone ", UnitSandbox.FixInUnit(link, FileProblem.Missing));
    }

    [Fact]
    public void OutsideOfTheUnitThereIsNoFix() =>
        Assert.Empty(UnitSandbox.Fix("/etc/letsencrypt/live/node/privkey.pem", FileProblem.Missing));

    [Fact]
    public void TheDirectoriesAreThoseOfTheUnit()
    {
        var unit = File.ReadAllLines(Path.Combine(Repository.Root, "systemd", "wattd.service"));
        Assert.Contains("ProtectHome=yes", unit);
        Assert.Equal(
            UnitSandbox.Empty.Order(), Words(unit, "TemporaryFileSystem=").Select(word => word.Replace(":ro", "")).Order());
        Assert.Equal(
            UnitSandbox.Inaccessible.Order(),
            Words(unit, "InaccessiblePaths=").Select(word => word.TrimStart('-')).Where(path => !path.StartsWith("/run/"))
                .Concat(["/home", "/root"]).Order());
    }

    static IEnumerable<string> Words(string[] unit, string key) =>
        unit.Where(line => line.StartsWith(key)).SelectMany(line => line[key.Length..].Split(' '));
}
