using System.Globalization;
using System.Text.RegularExpressions;

namespace Wattd.Commands.Measure.Meters;

/// <summary>One sample on a page in Prometheus' text format.</summary>
/// <param name="Labels">Its labels, with escapes resolved.</param>
/// <param name="Value">Its value; not negative.</param>
sealed partial record ExpositionSample(IReadOnlyDictionary<string, string> Labels, double Value)
{
    /// <summary>The samples of one family; those that are not a finite, not negative number are left out.</summary>
    /// <param name="page">The page of a daemon of this project.</param>
    /// <param name="family">The name of the family.</param>
    public static IEnumerable<ExpositionSample> On(string page, string family) =>
        from line in page.Split('\n')
        where line.StartsWith(family, StringComparison.Ordinal) && line.Length > family.Length && line[family.Length] is '{' or ' '
        let value = ValueOf(line)
        where value is >= 0 and < double.PositiveInfinity
        select new ExpositionSample(LabelsIn(line), value);

    /// <summary>NaN where the line ends with no number.</summary>
    static double ValueOf(string line) =>
        double.TryParse(line.AsSpan(line.LastIndexOf(' ') + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN;

    static Dictionary<string, string> LabelsIn(string line) =>
        Label().Matches(line).DistinctBy(label => label.Groups[1].Value)
            .ToDictionary(label => label.Groups[1].Value, label => Unescaped(label.Groups[2].Value));

    static string Unescaped(string value) =>
        Escape().Replace(value, escape => escape.ValueSpan[1] == 'n' ? "\n" : escape.Value[1..]);

    [GeneratedRegex(@"[{,]\s*([a-zA-Z_][a-zA-Z0-9_]*)=""((?:[^""\\]|\\.)*)""")]
    private static partial Regex Label();

    [GeneratedRegex(@"\\.")]
    private static partial Regex Escape();
}
