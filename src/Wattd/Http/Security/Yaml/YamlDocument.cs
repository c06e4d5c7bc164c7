using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Wattd.Http.Security.Yaml;

/// <summary>
/// Reads a text of one YAML document into values. It uses only the parser of the library: the serializer needs
/// reflection and drops the line numbers.
/// </summary>
sealed class YamlDocument
{
    // The deepest valid key is a header's name; deeper nesting is a mistake or an attack.
    const int MostLevels = 8;

    // A few thousand users. A file of the largest size could hold half a million values, at a hundred times its size in memory.
    const int MostValues = 10_000;

    readonly Parser _parser;
    readonly Dictionary<AnchorName, YamlValue> _anchors = [];
    int _values;

    YamlDocument(string text) => _parser = new Parser(new StringReader(text));

    /// <summary>The value of the document; null for an empty text.</summary>
    /// <exception cref="YamlException">The text is not YAML, or more than one document.</exception>
    public static YamlValue? Parse(string text)
    {
        try
        {
            return new YamlDocument(text).Read();
        }
        catch (YamlDotNet.Core.YamlException e)
        {
            throw new YamlException(Math.Max(1, (int)e.Start.Line), $"is not YAML: {e.Message}");
        }
        catch (Exception e) when (e is not YamlException)
        {
            // The library throws many other exceptions for unexpected input: bad escapes, misplaced characters.
            throw new YamlException(1, $"is not YAML, at an unknown line: {e.Message}");
        }
    }

    YamlValue? Read()
    {
        _parser.Consume<StreamStart>();
        if (_parser.TryConsume<StreamEnd>(out _))
            return null;
        _parser.Consume<DocumentStart>();
        var value = ReadValue(level: 1);
        _parser.Consume<DocumentEnd>();
        return _parser.Accept<DocumentStart>(out var second)
            ? throw new YamlException(Line(second), "is a second document; only one is allowed")
            : value;
    }

    YamlValue ReadValue(int level)
    {
        if (_parser.TryConsume<AnchorAlias>(out var alias))
            return _anchors.GetValueOrDefault(alias.Value)
                ?? throw new YamlException(Line(alias), $"*{alias.Value} refers to no anchor above it");
        if (level > MostLevels)
            throw new YamlException(Line(_parser.Current!), $"is nested more than {MostLevels} levels deep");
        if (++_values > MostValues)
            throw new YamlException(Line(_parser.Current!), $"has more than {MostValues} values");

        var start = _parser.Consume<NodeEvent>();
        YamlValue value = start switch
        {
            Scalar scalar => ReadScalar(scalar),
            SequenceStart => ReadSequence(Line(start), level),
            _ => ReadMapping(Line(start), level),
        };
        // Added only now, so that nothing can contain itself.
        if (!start.Anchor.IsEmpty)
            _anchors[start.Anchor] = value;
        return value;
    }

    static YamlScalar ReadScalar(Scalar scalar) => new(scalar.Value, scalar.Style == ScalarStyle.Plain, Line(scalar));

    YamlSequence ReadSequence(int line, int level)
    {
        var items = new List<YamlValue>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
            items.Add(ReadValue(level + 1));
        return new(items, line);
    }

    YamlMapping ReadMapping(int line, int level)
    {
        var entries = new List<(YamlScalar, YamlValue)>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (ReadValue(level + 1) is not YamlScalar key)
                throw new YamlException(line, "has a key that is not a word");
            entries.Add((key, ReadValue(level + 1)));
        }
        return new(entries, line);
    }

    static int Line(ParsingEvent parsed) => (int)parsed.Start.Line;
}
