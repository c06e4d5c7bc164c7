using System.Globalization;
using System.Text;

namespace Wattd.Tests.Support;

/// <summary>
/// Parses an OpenMetrics 1.0 text exposition and throws on every violation of the specification: order, names, types,
/// escapes, duplicates, buckets, and the end.
/// </summary>
sealed class OpenMetricsParser
{
    static readonly Dictionary<string, string[]> Suffixes = new()
    {
        ["gauge"] = [""],
        ["counter"] = ["_total", "_created"],
        ["histogram"] = ["_bucket", "_sum", "_count", "_created"],
        ["info"] = ["_info"],
    };

    readonly HashSet<string> _finished = [];
    readonly Dictionary<string, double> _series = [];
    readonly HashSet<string> _described = [];
    string _family = "";
    string _type = "";
    (string Labels, double Bound, double Count)? _bucket;

    /// <summary>Every series with its value; the key is the line up to the value.</summary>
    /// <exception cref="FormatException">It is not OpenMetrics.</exception>
    public static IReadOnlyDictionary<string, double> Parse(ReadOnlySpan<byte> page)
    {
        var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(page);
        if (!text.EndsWith("\n# EOF\n", StringComparison.Ordinal))
            throw new FormatException("it does not end with # EOF");
        var parser = new OpenMetricsParser();
        foreach (var line in text[..^"# EOF\n".Length].TrimEnd('\n').Split('\n'))
        {
            try
            {
                parser.Line(line);
            }
            catch (FormatException e)
            {
                throw new FormatException($"{e.Message}: {line}", e);
            }
        }
        parser.EndHistogram();
        return parser._series;
    }

    void Line(string line)
    {
        if (line.StartsWith('#'))
            Descriptor(line.Split(' ', 4));
        else
            Sample(line);
    }

    void Descriptor(string[] words)
    {
        if (words is not ["#", "HELP" or "TYPE" or "UNIT", var name, var text])
            throw new FormatException("neither HELP, TYPE nor UNIT");
        if (!IsName(name, colon: true))
            throw new FormatException("bad family name");
        if (name != _family)
            Begin(name);
        if (!_described.Add(words[1]))
            throw new FormatException("described twice");
        if (words[1] == "TYPE")
            _type = Suffixes.ContainsKey(text) ? text : throw new FormatException("unknown type");
        else
            Unescape(text);
    }

    void Begin(string family)
    {
        EndHistogram();
        if (!_finished.Add(family))
            throw new FormatException("the family's lines are not together");
        (_family, _type) = (family, "");
        _described.Clear();
    }

    void Sample(string line)
    {
        var (name, labels, rest) = Split(line);
        if (_type == "" || !Suffixes[_type].Any(suffix => name == _family + suffix))
            throw new FormatException($"no {_type} sample of {_family}");
        if (rest.Contains(' '))
            throw new FormatException("a timestamp or exemplar that wattd does not write");
        var value = Number(rest);
        if (name.EndsWith("_total", StringComparison.Ordinal) && value is not >= 0)
            throw new FormatException("a counter below zero");

        var key = string.Join(',', labels.OrderBy(label => label.Name, StringComparer.Ordinal).Select(label => $"{label.Name}={label.Value}"));
        if (labels.Select(label => label.Name).Distinct().Count() != labels.Count)
            throw new FormatException("duplicate label");
        if (!_series.TryAdd($"{name}{{{key}}}", value))
            throw new FormatException("duplicate series");
        if (name == _family + "_bucket")
            Bucket(labels, value);
    }

    void Bucket(List<(string Name, string Value)> labels, double count)
    {
        var bound = labels.SingleOrDefault(label => label.Name == "le").Value ?? throw new FormatException("a bucket without le");
        if (bound != "+Inf" && bound.IndexOfAny(['.', 'e']) < 0)
            throw new FormatException("le is not a canonical float");
        var others = string.Join(',', labels.Where(label => label.Name != "le"));
        if (_bucket is { } before && before.Labels == others)
        {
            if (Number(bound) <= before.Bound || count < before.Count)
                throw new FormatException("buckets do not increase");
        }
        else
        {
            EndHistogram();
        }
        _bucket = (others, Number(bound), count);
    }

    void EndHistogram()
    {
        if (_bucket is { Bound: not double.PositiveInfinity })
            throw new FormatException("a histogram without +Inf");
        _bucket = null;
    }

    static (string Name, List<(string Name, string Value)> Labels, string Value) Split(string line)
    {
        var end = line.IndexOfAny(['{', ' ']);
        if (end < 0 || !IsName(line[..end], colon: true))
            throw new FormatException("bad metric name");
        var labels = new List<(string, string)>();
        var at = end;
        if (line[at] == '{')
        {
            at++;
            while (line[at] != '}')
            {
                if (labels.Count > 0 && line[at++] != ',')
                    throw new FormatException("no comma between labels");
                var equals = line.IndexOf("=\"", at, StringComparison.Ordinal);
                if (equals < 0 || !IsName(line[at..equals], colon: false))
                    throw new FormatException("bad label name");
                var close = equals + 2;
                while (line[close] != '"')
                    close += line[close] == '\\' ? 2 : 1;
                labels.Add((line[at..equals], Unescape(line[(equals + 2)..close])));
                at = close + 1;
            }
            at++;
        }
        return line[at] == ' ' ? (line[..end], labels, line[(at + 1)..]) : throw new FormatException("no space before the value");
    }

    static string Unescape(string text)
    {
        var plain = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            plain.Append(text[i] != '\\' ? text[i] : text[++i] switch
            {
                'n' => '\n',
                '\\' => '\\',
                '"' => '"',
                _ => throw new FormatException("bad escape"),
            });
        }
        return plain.ToString();
    }

    static bool IsName(string name, bool colon) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_' || (colon && c == ':'));

    static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        "NaN" => double.NaN,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };
}
