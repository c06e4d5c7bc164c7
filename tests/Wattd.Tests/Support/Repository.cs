namespace Wattd.Tests.Support;

/// <summary>The checkout from which the tests were built.</summary>
static class Repository
{
    /// <summary>The folder with Wattd.slnx.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>The folder with real documents and trees next to the checkout; tests that need it are skipped if it is absent.</summary>
    public static string Shared(string path)
    {
        var shared = Path.GetFullPath(Path.Combine(Root, "..", "shared", path));
        Assert.SkipUnless(Path.Exists(shared), $"{shared} does not exist");
        return shared;
    }

    static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "Wattd.slnx"))
            ? folder
            : FindRoot(Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("no Wattd.slnx above the tests"));
}
