using System.Globalization;

namespace Wattd.Readings;

/// <summary>What a client of <c>/readings.json</c> asks for.</summary>
/// <param name="Since">The last second that it has; null where it wants no past.</param>
readonly record struct ReadingsRequest(long? Since)
{
    /// <summary>What is said to another question.</summary>
    public static ReadOnlyMemory<byte> Refusal { get; } =
        "readings.json takes ?since=SECOND, the property second of the answer before (0 for the whole history), or nothing.\n"u8.ToArray();

    /// <summary>Null for a query that is neither empty nor <c>?since=SECOND</c>.</summary>
    public static ReadingsRequest? Parse(string? query) =>
        string.IsNullOrEmpty(query) ? new ReadingsRequest(null)
        : query.StartsWith("?since=", StringComparison.Ordinal)
            && long.TryParse(query.AsSpan("?since=".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var since)
                ? new ReadingsRequest(since)
        : null;
}
