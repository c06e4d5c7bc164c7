using System.Text;
using Wattd.Commands.Measure.Child;

namespace Wattd.Tests.Commands.Measure.Child;

public sealed class CommandPathTests
{
    [Theory]
    [InlineData("ls", "/usr/bin:/bin", "/usr/bin/ls /bin/ls")]
    [InlineData("ls", "/bin::lib:", "/bin/ls ./ls lib/ls ./ls")]
    [InlineData("ls", "", "./ls")]
    [InlineData("ls", null, "/bin/ls /usr/bin/ls")]
    [InlineData("./ls", "/bin", "./ls")]
    [InlineData("/a/ls", null, "/a/ls")]
    [InlineData("", "/bin", "")]
    public void ACommandIsSearchedInTheFoldersOfThePath(string name, string? path, string expected) => Assert.Equal(
        expected, string.Join(' ', CommandPath.Of(Encoding.UTF8.GetBytes(name), path is null ? null : Encoding.UTF8.GetBytes(path)).Select(Encoding.UTF8.GetString)));

    [Fact]
    public void PathsNeedNotBeText() => Assert.Equal([[0xff, (byte)'/', 0xfe]], CommandPath.Of([0xfe], [0xff]));
}
