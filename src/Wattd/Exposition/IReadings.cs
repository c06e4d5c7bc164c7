namespace Wattd.Exposition;

/// <summary>A collector's readings for the page for people.</summary>
interface IReadings
{
    /// <summary>The newest readings; no rows where the last sample is too old to be served.</summary>
    ReadingsTable Table();
}
