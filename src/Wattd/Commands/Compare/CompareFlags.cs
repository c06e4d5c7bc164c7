using System.Collections.Immutable;
using System.CommandLine;
using Wattd.Commands.Completion;

namespace Wattd.Commands.Compare;

/// <summary>The options of <c>wattd compare</c>, and the reports that it compares.</summary>
sealed class CompareFlags
{
    readonly Option<bool> _json = new("--json") { Description = "Write the comparison as a JSON object." };

    readonly Argument<string[]> _files = new("file") { Arity = ArgumentArity.ZeroOrMore, HelpName = "<report> <report>..." };

    public CompareFlags() => _files.CompletionSources.Add(Completions.Files);

    public IReadOnlyList<Option> Options => [_json];

    /// <summary>The files of the reports.</summary>
    public Argument Files => _files;

    /// <summary>Whether the comparison is a JSON object.</summary>
    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>The files, in the order given.</summary>
    /// <exception cref="UsageException">There are fewer than two.</exception>
    public ImmutableArray<string> In(ParseResult parsed) => parsed.GetValue(_files) is { Length: >= 2 } files
        ? [.. files]
        : throw new UsageException("compare needs two or more reports of 'wattd measure --json --output FILE': wattd compare a.json b.json");
}
