using System.Text.Json;

namespace Wattd.Commands.Top;

/// <summary>A list of devices in the readings of a collector, of which a value is drawn over time.</summary>
/// <param name="Collector">The collector.</param>
/// <param name="List">The property that is the list.</param>
/// <param name="Value">The drawn value.</param>
/// <param name="NameOf">What identifies a device in the list.</param>
sealed record DrawnList(string Collector, string List, string Value, Func<JsonElement, string> NameOf);
