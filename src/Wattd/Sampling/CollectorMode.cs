namespace Wattd.Sampling;

/// <summary>What the operator wants of a collector. The default is <see cref="Auto"/>.</summary>
enum CollectorMode
{
    /// <summary>Serve what is there and look again, every discovery interval, for what is not.</summary>
    Auto,

    /// <summary>Exit with code 1 where the device is missing at start.</summary>
    Required,

    /// <summary>Neither sample nor open the port.</summary>
    Off,
}
