using Wattd.Collectors.Wall.Acpi;
using Wattd.Collectors.Wall.Ipmi;

namespace Wattd.Collectors.Wall;

/// <summary>The sources by <c>wall.source</c>.</summary>
static class WallSources
{
    /// <summary>Creates the source that the settings choose; nothing is opened before it reads.</summary>
    public static IWallSource For(WallOptions options, TimeProvider time) => options.Source switch
    {
        WallSourceChoice.Acpi => new AcpiSource(options, time),
        WallSourceChoice.Ipmi => new IpmiSource(options, new IpmiDevice(), time),
        _ => new AutoWallSource(new AcpiSource(options, time), new IpmiSource(options, new IpmiDevice(), time)),
    };
}
