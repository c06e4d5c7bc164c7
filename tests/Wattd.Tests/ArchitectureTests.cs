using System.Text.RegularExpressions;
using Wattd.Tests.Support;

namespace Wattd.Tests;

/// <summary>Checks the structure of the sources: namespaces follow folders, dependencies point one way, type names are unique.</summary>
public sealed partial class ArchitectureTests
{
    static readonly string Sources = Path.Combine(Repository.Root, "src", "Wattd");

    /// <summary>Each component with the components that it may use. A nested component may also use the one that contains it.</summary>
    static readonly Dictionary<string, string[]> Uses = new(Devices())
    {
        ["Linux"] = [],
        ["Ffmpeg"] = ["Linux"],
        ["Settings"] = ["Linux"],
        ["Collectors.Sampling"] = ["Linux"],
        ["Metrics"] = ["Collectors.Sampling", "Linux"],
        ["Readings"] = ["Metrics", "Collectors.Sampling"],
        ["Collectors"] = ["Collectors.Sampling", "Metrics", "Readings", "Settings", "Linux"],
        ["Http"] = ["Metrics", "Readings", "Collectors.Sampling", "Settings", "Linux"],
        ["Http.Security"] = ["Http", "Settings", "Linux"],
        ["Daemon"] = ["Http", "Http.Security", "Metrics", "Readings", "Collectors", "Collectors.Sampling", "Settings", "Linux"],
        ["Commands"] =
        [
            "Daemon", "Http", "Http.Security", "Metrics", "Readings", "Collectors", "Collectors.Sampling", "Settings", "Ffmpeg", "Linux",
        ],
    };

    // The list of collectors depends on each of them.
    const string CollectorList = "Collectors/CollectorList.cs";

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
    public void DependenciesPointOneWay()
    {
        var dependencies = from file in Files
                           where file.Path is not ("Program.cs" or CollectorList)
                           let component = ComponentOf(Namespace().Match(file.Text).Groups[1].Value)
                           from used in Using().Matches(file.Text).Select(match => ComponentOf(match.Groups[1].Value)).Distinct()
                           where used != component
                           select (file.Path, Component: component, Used: used);
        Assert.NotEmpty(dependencies);
        Assert.DoesNotContain(dependencies, dependency => !Uses[dependency.Component].Contains(dependency.Used));
    }

    [Fact]
    public void NoTwoTypesHaveTheSameName() =>
        Assert.Empty(Files.SelectMany(file => Declaration().Matches(file.Text).Select(match => (Name: match.Groups[1].Value, file.Path)))
            .DistinctBy(type => (type.Name, Path.GetFileName(type.Path).Split('.')[0]))
            .GroupBy(type => type.Name).Where(types => types.Count() > 1)
            .Select(types => $"{types.Key}: {string.Join(", ", types.Select(type => type.Path))}"));

    [Fact]
    public void NoFolderHasMoreThanTwentyFiveFiles() =>
        Assert.Empty(Files.GroupBy(file => Path.GetDirectoryName(file.Path)).Where(folder => folder.Count() > 25)
            .Select(folder => $"{folder.Key}: {folder.Count()} files"));

    /// <summary>The collectors: a folder for each device, independent of each other. Encodes splits what two of them measure.</summary>
    static Dictionary<string, string[]> Devices() =>
        Directory.GetDirectories(Path.Combine(Sources, "Collectors")).Select(path => Path.GetFileName(path)).Where(name => name != "Sampling").ToDictionary(
            name => $"Collectors.{name}",
            name => (string[])
            [
                "Collectors", "Collectors.Sampling", "Metrics", "Readings", "Settings", "Linux",
                .. name == "Encodes" ? (string[])["Collectors.Cpu", "Collectors.Gpu", "Ffmpeg"] : [],
            ]);

    static string ComponentOf(string name) =>
        Uses.Keys.Where(component => $"{name}.".StartsWith($"Wattd.{component}.", StringComparison.Ordinal))
            .MaxBy(component => component.Length)
        ?? throw new InvalidOperationException($"{name} is in no component: add it to the table of this test");

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^using (?:static )?(?:unsafe )?(?:\w+ = )?(Wattd\.[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"^(?:public |internal |sealed |static |abstract |partial |readonly |unsafe )*(?:class|struct|record struct|record|interface|enum) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
