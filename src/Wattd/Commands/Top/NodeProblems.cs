using System.Text.Json;
using Wattd.Commands.Client;
using Wattd.Readings;

namespace Wattd.Commands.Top;

/// <summary>The problems of a node, as its collectors list them; an older daemon lists none.</summary>
sealed class NodeProblems
{
    // A problem that comes and goes must not move the screen every second.
    const int KeptFor = 10;

    List<Entry> _entries = [];

    /// <summary>The problems, those that need action first. The others stay for ten seconds.</summary>
    public IReadOnlyList<Problem> All => [.. _entries.Select(entry => entry.Problem)];

    /// <summary>Takes over the problems of an answer.</summary>
    public void Take(JsonElement node, long second)
    {
        List<Entry> now = node.ValueKind != JsonValueKind.Object ? [] : [.. node.EnumerateObject().SelectMany(
            collector => collector.Value.Items("problems"),
            (collector, problem) => new Entry($"{collector.Name} {problem.Text("id")}", Read(problem), second))];
        var past = _entries.Where(entry => !entry.Problem.NeedsAction && Math.Abs(second - entry.Second) < KeptFor)
            .ExceptBy(now.Select(entry => entry.Key), entry => entry.Key);
        var others = now.Where(entry => !entry.Problem.NeedsAction).Concat(past).OrderBy(entry => entry.Key, StringComparer.Ordinal);
        _entries = [.. now.Where(entry => entry.Problem.NeedsAction), .. others];
    }

    /// <summary>Forgets all.</summary>
    public void Clear() => _entries = [];

    static Problem Read(JsonElement problem) => new(problem.Text("id"), problem.Text("text"), problem.Flag("needs_action"));

    sealed record Entry(string Key, Problem Problem, long Second);
}
