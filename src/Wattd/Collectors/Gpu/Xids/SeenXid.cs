using System.Globalization;

namespace Wattd.Collectors.Gpu.Xids;

/// <summary>An XID that a GPU has reported since the daemon started.</summary>
/// <param name="Label">The <c>xid</c> label: its number, <c>unknown</c> if the driver gave none, or <c>other</c>.</param>
/// <param name="Meaning">What it means, from <see cref="KnownXid"/>.</param>
/// <param name="Cure">What to do.</param>
/// <param name="IsCritical">Whether the GPU cannot be relied on until someone acts.</param>
/// <param name="Count">How often it was reported.</param>
/// <param name="Last">When it was last reported, on the wall clock.</param>
/// <param name="IsOpen">Whether the GPU has not been down and up again since: nothing shows yet that anyone acted on it.</param>
sealed record SeenXid(string Label, string Meaning, string Cure, bool IsCritical, long Count, DateTimeOffset Last, bool IsOpen)
{
    /// <summary><see cref="Last"/> for people and programs, in UTC: <c>2026-11-26T03:14:15Z</c>.</summary>
    public string LastText => Last.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
