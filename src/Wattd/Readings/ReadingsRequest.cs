using System.Globalization;

namespace Wattd.Readings;

/// <summary>A request for <c>/readings.json</c>.</summary>
/// <param name="Since">The last second that the client has; null for no history.</param>
readonly record struct ReadingsRequest(long? Since)
{
    /// <summary>The answer to any other query.</summary>
    public static ReadOnlyMemory<byte> Refusal { get; } =
        "readings.json accepts ?since=SECOND, the property second of the previous answer (0 for the whole history), or no query.\n"u8.ToArray();

    /// <summary>Null for a query that is neither empty nor <c>?since=SECOND</c>.</summary>
    public static ReadingsRequest? Parse(string? query) =>
        string.IsNullOrEmpty(query) ? new ReadingsRequest(null)
        : query.StartsWith("?since=", StringComparison.Ordinal)
            && long.TryParse(query.AsSpan("?since=".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var since)
                ? new ReadingsRequest(since)
        : null;
}
