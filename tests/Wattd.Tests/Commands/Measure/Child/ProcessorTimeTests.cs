using Wattd.Commands.Measure.Child;
using Wattd.Tests.Support;

namespace Wattd.Tests.Commands.Measure.Child;

public sealed class ProcessorTimeTests
{
    /// <summary>user 1, nice 2, system 4, irq 16 and softirq 32 work; idle and iowait do not, and stolen time is of other machines.</summary>
    [Theory]
    [InlineData("cpu  100 200 400 99999 88888 1600 3200 77777 5 6", 55.0)]
    [InlineData("cpu  100 200 400 99999 88888 1600", null)]
    [InlineData("cpu  100 200 400 99999 88888 1600 3200 0", 55.0)]
    [InlineData("cpu0 100 200 400 99999 88888 1600 3200 0", null)]
    [InlineData("cpu  100 -200 400 99999 88888 1600 3200 0", null)]
    [InlineData("cpu  100 x 400 99999 88888 1600 3200 0", null)]
    [InlineData("", null)]
    public void TheTimeInWhichTheProcessorsWorkedIsInTheFirstLine(string line, double? seconds) =>
        Assert.Equal(seconds, ProcessorTime.OfLine(line)?.TotalSeconds);

    [Fact]
    public void WithoutProcfsItIsUnknown()
    {
        using var folder = new TemporaryFolder();
        Assert.Null(ProcessorTime.BusySinceBoot(folder.Path));
        File.WriteAllText(folder.File("stat"), "");
        Assert.Null(ProcessorTime.BusySinceBoot(folder.Path));
        Assert.True(ProcessorTime.BusySinceBoot("/proc") > TimeSpan.Zero);
    }
}
