using System.Globalization;

namespace Wattd.Tests.Support;

/// <summary>A scraped page in the text format, as a map from series to value.</summary>
sealed record Page(IReadOnlyDictionary<string, double> Series)
{
    public static Page Empty { get; } = new(new Dictionary<string, double>());

    /// <summary>Parses the lines other than comments. Series are written as on the page: <c>name{label="value"}</c>.</summary>
    public static Page Parse(string text) => new(text.Split('\n')
        .Where(line => line is not ("" or ['#', ..]))
        .Select(line => (Series: line[..line.LastIndexOf(' ')], Value: line[(line.LastIndexOf(' ') + 1)..]))
        .ToDictionary(pair => pair.Series, pair => double.Parse(pair.Value, CultureInfo.InvariantCulture)));

    /// <summary>The value of the only series of this name with all of these labels; null if there is none.</summary>
    /// <exception cref="InvalidOperationException">There are several.</exception>
    public double? this[string name, params string[] labels] =>
        Matching(name, labels).Select(pair => (double?)pair.Value).SingleOrDefault();

    /// <summary>The number of series of this name with all of these labels.</summary>
    public int Count(string name, params string[] labels) => Matching(name, labels).Count();

    IEnumerable<KeyValuePair<string, double>> Matching(string name, string[] labels) => Series.Where(pair =>
        (pair.Key == name || pair.Key.StartsWith(name + "{", StringComparison.Ordinal))
        && labels.All(label => pair.Key.Contains(label, StringComparison.Ordinal)));

    public override string ToString() => string.Join('\n', Series.Select(pair => $"{pair.Key} {pair.Value}"));
}
