using System.Text;
using Wattd.Commands.Top;

namespace Wattd.Tests.Commands.Top;

public sealed class KeyReaderTests
{
    [Theory]
    [InlineData("\e[A\e[B", nameof(Key.Up), nameof(Key.Down))]
    [InlineData("\eOA\eOB", nameof(Key.Up), nameof(Key.Down))]
    [InlineData("kj", nameof(Key.Up), nameof(Key.Down))]
    [InlineData("\e[5~\e[6~", nameof(Key.PageUp), nameof(Key.PageDown))]
    [InlineData("b ", nameof(Key.PageUp), nameof(Key.PageDown))]
    [InlineData("\e[H\e[F", nameof(Key.Home), nameof(Key.End))]
    [InlineData("\eOH\eOF", nameof(Key.Home), nameof(Key.End))]
    [InlineData("\e[1~\e[4~", nameof(Key.Home), nameof(Key.End))]
    [InlineData("\e[7~\e[8~", nameof(Key.Home), nameof(Key.End))]
    [InlineData("gG", nameof(Key.Home), nameof(Key.End))]
    [InlineData("qQ\u0003", nameof(Key.Quit), nameof(Key.Quit), nameof(Key.Quit))]
    public void EveryTerminalsSequencesAreKeys(string typed, params string[] keys) => Assert.Equal(keys, Read(new KeyReader(), typed));

    [Theory]
    [InlineData("x\t\r\e")]
    [InlineData("\e[15~\e[2~\eOP\e[Z")]
    [InlineData("\e[200~\e[?1;2c\e[<0;1;1M")]
    public void OtherKeysDoNothing(string typed) => Assert.Empty(Read(new KeyReader(), typed));

    [Fact]
    public void AModifierDoesNotChangeAKey() => Assert.Equal([nameof(Key.Down), nameof(Key.PageUp)], Read(new KeyReader(), "\e[1;5B\e[5;2~"));

    [Fact]
    public void ASequenceMayComeInPieces()
    {
        var reader = new KeyReader();
        Assert.Empty(Read(reader, "\e"));
        Assert.Empty(Read(reader, "["));
        Assert.Empty(Read(reader, "6"));
        Assert.Equal([nameof(Key.PageDown)], Read(reader, "~"));
    }

    [Fact]
    public void QuitWorksAfterTheEscapeKey() => Assert.Equal([nameof(Key.Quit)], Read(new KeyReader(), "\eq"));

    static IEnumerable<string> Read(KeyReader reader, string typed) => reader.Keys(Encoding.ASCII.GetBytes(typed)).Select(key => $"{key}");
}
