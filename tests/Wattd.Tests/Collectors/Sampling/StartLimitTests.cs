using Wattd.Collectors.Sampling;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Sampling;

public sealed class StartLimitTests
{
    /// <summary>For what the daemon does before and after the wait on a busy machine, such as ten seconds for a web configuration that keeps changing.</summary>
    static readonly TimeSpan Reserve = TimeSpan.FromSeconds(20);

    [Fact]
    public void TheUnitAllowsALongerStartThanRequiredDevicesMayTake()
    {
        const string Key = "TimeoutStartSec=";
        var line = File.ReadLines(Path.Combine(Repository.Root, "systemd", "wattd.service")).Single(line => line.StartsWith(Key, StringComparison.Ordinal));
        var allowed = TimeSpan.FromSeconds(int.Parse(line[Key.Length..].TrimEnd('s'), null));
        Assert.InRange(StartLimit.Required, TimeSpan.FromSeconds(48), allowed - Reserve);
    }
}
