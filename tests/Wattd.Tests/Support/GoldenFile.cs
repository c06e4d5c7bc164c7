namespace Wattd.Tests.Support;

/// <summary>Text that is kept in the tree and has to stay as it is. UPDATE_GOLDEN=1 writes it anew.</summary>
static class GoldenFile
{
    /// <summary>Compares with the file at a path from the root of the repository.</summary>
    public static void Check(string path, string actual)
    {
        var file = Path.Combine(Repository.Root, path);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            File.WriteAllText(file, actual);
        Assert.True(File.Exists(file), $"{path} is missing: run the tests with UPDATE_GOLDEN=1");
        Assert.Equal(File.ReadAllText(file), actual);
    }
}
