using Wattd.Commands.Measure.Child;

namespace Wattd.Tests.Commands.Measure.Child;

public sealed class CommandArgumentsTests
{
    [Fact]
    public void ArgumentsAreSplitAtTheirNulls()
    {
        Assert.Equal([[(byte)'a'], [], [0xff, (byte)'\n'], []], CommandArguments.Split("a\0\0"u8.ToArray().Concat<byte>([0xff, (byte)'\n', 0, 0]).ToArray()));
        Assert.Empty(CommandArguments.Split([]));
    }

    /// <summary>Those of this process are others: a process can change what procfs shows of it.</summary>
    [Fact]
    public void WhereProcfsShowsOthersTheParsedOnesAreUsed() =>
        Assert.Equal(["not"u8.ToArray(), "ä"u8.ToArray()], CommandArguments.Of(["not", "ä"]));
}
