using System.Text.RegularExpressions;
using Wattd.Daemon.Logging;
using Wattd.Tests.Support;

namespace Wattd.Tests.Daemon.Logging;

public sealed partial class CatalogTests
{
    static readonly string[] Lines = File.ReadAllLines(Path.Combine(Repository.Root, "systemd", "wattd.catalog"));

    [Fact]
    public void TheCatalogHasExactlyOneEntryForEachId() =>
        Assert.Equal(
            EventMessageIds.All.Values.Select(id => id.ToString("N")).Order(StringComparer.Ordinal),
            Entries().Select(entry => entry.Id).Order(StringComparer.Ordinal));

    [Fact]
    public void NoTwoEventsShareAnId() =>
        Assert.Equal(EventMessageIds.All.Count, EventMessageIds.All.Values.Distinct().Count());

    [Fact]
    public void EveryIdIsARandomOneLikeThoseOfSystemd() =>
        Assert.All(EventMessageIds.All.Values, id => Assert.Matches("^.{12}4.{3}[89ab].{15}$", id.ToString("N")));

    [Fact]
    public void EveryEntryHasItsHeadersThenAnEmptyLineThenItsText() =>
        Assert.All(Entries(), entry =>
        {
            var headers = entry.Lines.TakeWhile(line => line.Length > 0).ToList();
            Assert.Equal(["Subject", "Defined-By", "Documentation"], headers.Select(header => header.Split(": ")[0]));
            Assert.Contains("man:wattd(8)", headers[^1]);
            Assert.All(headers, header => Assert.Matches(@"^[A-Z][A-Za-z-]+: \S", header));

            var text = entry.Lines.Skip(headers.Count + 1).ToList();
            var paragraphs = string.Join('\n', text).Trim().Split("\n\n");
            Assert.True(paragraphs.Length >= 2, $"{headers[0]}: the meaning is one paragraph, the action is another");
            Assert.NotEmpty(text[0]);
        });

    [Fact]
    public void TextBeforeTheFirstEntryIsComment() =>
        Assert.All(
            Lines.TakeWhile(line => !EntryStart().IsMatch(line)),
            line => Assert.True(line.Length == 0 || line[0] == '#', line));

    [Fact]
    public void NoLineOfATextLooksLikeTheStartOfAnEntryOrAField() =>
        Assert.All(Entries().SelectMany(entry => entry.Lines), line =>
        {
            Assert.False(line.StartsWith("--", StringComparison.Ordinal), line);
            Assert.DoesNotContain('@', line);
            Assert.InRange(line.Length, 0, 80);
        });

    static List<(string Id, List<string> Lines)> Entries()
    {
        var entries = new List<(string Id, List<string> Lines)>();
        foreach (var line in Lines)
        {
            if (EntryStart().Match(line) is { Success: true } start)
                entries.Add((start.Groups["id"].Value, []));
            else if (entries.Count > 0)
                entries[^1].Lines.Add(line);
        }
        return entries;
    }

    [GeneratedRegex("^-- (?<id>[0-9a-f]{32})$")]
    private static partial Regex EntryStart();
}
