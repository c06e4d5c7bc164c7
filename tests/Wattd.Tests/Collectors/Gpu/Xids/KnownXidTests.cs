using Wattd.Collectors.Gpu.Xids;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Gpu.Xids;

public sealed class KnownXidTests
{
    [Fact]
    public void EveryXidThatOperatorsMeetHasAMeaningAndAFix()
    {
        int[] met = [11, 13, 31, 32, 43, 45, 47, 48, 61, 62, 63, 64, 65, 68, 69, 73, 74, 79, 80, 92, 94, 95, 106, 107, 109, 119, 120, 121, 140, 143, .. Enumerable.Range(144, 7)];
        Assert.All(met, number => Assert.NotNull(KnownXid.Find(number)));
        Assert.Equal(KnownXid.All.Length, KnownXid.All.DistinctBy(xid => xid.Number).Count());
        Assert.All(KnownXid.All, xid =>
        {
            Assert.InRange(xid.Meaning.Length, 20, 120);
            Assert.InRange(xid.Cure.Length, 10, 160);
            Assert.DoesNotContain('\n', xid.Meaning + xid.Cure);
            Assert.False(xid.Meaning.EndsWith('.') || xid.Cure.EndsWith('.'));
        });
    }

    [Fact]
    public void CriticalAreThoseAfterWhichTheGpuCannotBeReliedOn() =>
        Assert.Equal([48, 62, 64, 74, 79, 95, 119, 120], KnownXid.All.Where(xid => xid.IsCritical).Select(xid => xid.Number));

    [Fact]
    public void TheTroubleshootingHasTheTable()
    {
        var document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "troubleshooting.md"));
        var rows = document.Split("\n## XIDs\n")[1].Split("\n## ")[0].Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1);
        Assert.Equal(KnownXid.All.Select(xid => $"| {xid.Number} |{(xid.IsCritical ? " yes" : "")} | {xid.Meaning} | {xid.Cure} |"), rows);
    }

    [Theory]
    [InlineData(137, "docs.nvidia.com")]
    [InlineData(KnownXid.Unknown, "journalctl -k -g Xid")]
    public void AnyOtherNumberSaysWhereToLook(int number, string where) => Assert.Contains(where, KnownXid.Describe(number).Cure);
}
