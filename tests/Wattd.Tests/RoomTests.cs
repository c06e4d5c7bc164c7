using System.Text.RegularExpressions;
using Wattd.Tests.Support;

namespace Wattd.Tests;

/// <summary>Holds the sources to their rooms: namespaces follow folders, arrows point one way, names are given once.</summary>
public sealed partial class RoomTests
{
    /// <summary>Each room with the rooms that it may use. A room inside another also sees the one around it.</summary>
    static readonly Dictionary<string, string[]> Uses = new()
    {
        ["Linux"] = [],
        ["Settings"] = ["Linux"],
        ["Collectors.Sampling"] = ["Linux"],
        ["Metrics"] = ["Collectors.Sampling", "Linux"],
        ["Readings"] = ["Metrics", "Collectors.Sampling"],
        ["Collectors"] = ["Collectors.Sampling", "Metrics", "Readings", "Settings", "Linux"],
        ["Collectors.Cpu"] = ["Collectors", "Collectors.Sampling", "Metrics", "Readings", "Settings", "Linux"],
        ["Collectors.Gpu"] = ["Collectors", "Collectors.Sampling", "Metrics", "Readings", "Settings", "Linux"],
        ["Http"] = ["Metrics", "Readings", "Collectors.Sampling", "Settings", "Linux"],
        ["Http.Security"] = ["Http", "Settings", "Linux"],
        ["Daemon"] = ["Http", "Http.Security", "Metrics", "Readings", "Collectors", "Collectors.Sampling", "Settings", "Linux"],
        ["Commands"] =
        [
            "Daemon", "Http", "Http.Security", "Metrics", "Readings", "Collectors", "Collectors.Sampling", "Settings", "Linux",
        ],
    };

    // The one list of collectors names them.
    const string TheList = "Collectors/CollectorList.cs";

    static readonly string Sources = Path.Combine(Repository.Root, "src", "Wattd");

    static readonly (string Path, string Text)[] Files =
    [
        .. Directory.GetFiles(Sources, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Path.GetRelativePath(Sources, path), File.ReadAllText(path))),
    ];

    [Fact]
    public void NamespacesFollowFolders() =>
        Assert.All(Files.Where(file => file.Path != "Program.cs"), file => Assert.Equal(
            $"Wattd.{Path.GetDirectoryName(file.Path)!.Replace('/', '.')}", Namespace().Match(file.Text).Groups[1].Value));

    [Fact]
    public void ArrowsPointOneWay()
    {
        var arrows = from file in Files
                     where file.Path is not ("Program.cs" or TheList)
                     let room = RoomOf(Namespace().Match(file.Text).Groups[1].Value)
                     from used in Using().Matches(file.Text).Select(match => RoomOf(match.Groups[1].Value)).Distinct()
                     where used != room
                     select (file.Path, Room: room, Used: used);
        Assert.NotEmpty(arrows);
        Assert.DoesNotContain(arrows, arrow => !Uses[arrow.Room].Contains(arrow.Used));
    }

    [Fact]
    public void NoTwoTypesHaveOneName() =>
        Assert.Empty(Files.SelectMany(file => Declaration().Matches(file.Text).Select(match => (Name: match.Groups[1].Value, file.Path)))
            .DistinctBy(type => (type.Name, Path.GetFileName(type.Path).Split('.')[0]))
            .GroupBy(type => type.Name).Where(types => types.Count() > 1)
            .Select(types => $"{types.Key}: {string.Join(", ", types.Select(type => type.Path))}"));

    [Fact]
    public void NoFolderHoldsMoreThanAReaderTakesIn() =>
        Assert.Empty(Files.GroupBy(file => Path.GetDirectoryName(file.Path)).Where(folder => folder.Count() > 25)
            .Select(folder => $"{folder.Key}: {folder.Count()} files"));

    static string RoomOf(string name) =>
        Uses.Keys.Where(room => $"{name}.".StartsWith($"Wattd.{room}.", StringComparison.Ordinal)).MaxBy(room => room.Length)
        ?? throw new InvalidOperationException($"{name} is in no room: add it to the table of this test");

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^using (?:static )?(?:unsafe )?(?:\w+ = )?(Wattd\.[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"^(?:public |internal |sealed |static |abstract |partial |readonly |unsafe )*(?:class|struct|record struct|record|interface|enum) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
