namespace Wattd.Commands.Top;

/// <summary>What <c>wattd top</c> was asked for, beside the settings.</summary>
/// <param name="Source">Where the readings come from.</param>
/// <param name="Url">The daemon to ask; null for the one that the settings tell of.</param>
/// <param name="Once">Whether to print one frame and end.</param>
sealed record TopOptions(TopSource Source = TopSource.Auto, Uri? Url = null, bool Once = false);

/// <summary>Where <c>wattd top</c> takes its readings from.</summary>
enum TopSource
{
    /// <summary>The daemon where one answers, else the hardware.</summary>
    Auto,

    /// <summary>A daemon that runs.</summary>
    Daemon,

    /// <summary>The hardware itself.</summary>
    Hardware,
}
