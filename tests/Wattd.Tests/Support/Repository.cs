namespace Wattd.Tests.Support;

/// <summary>Where the checkout is that the tests were built from.</summary>
static class Repository
{
    /// <summary>The folder that holds Wattd.slnx.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>The folder of real documents and trees beside the checkout; tests that want it skip where it is absent.</summary>
    public static string Shared(string path)
    {
        var shared = Path.GetFullPath(Path.Combine(Root, "..", "shared", path));
        Assert.SkipUnless(Path.Exists(shared), $"{shared} is not here");
        return shared;
    }

    static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "Wattd.slnx"))
            ? folder
            : FindRoot(Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("no Wattd.slnx above the tests"));
}
