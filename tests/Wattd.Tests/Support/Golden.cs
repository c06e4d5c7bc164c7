namespace Wattd.Tests.Support;

/// <summary>Files of the repository that are generated from the code.</summary>
static class Golden
{
    /// <summary>Asserts that the file has the expected content; with <c>UPDATE_GOLDEN=1</c> writes it instead.</summary>
    /// <param name="path">The file, relative to the root of the repository.</param>
    /// <param name="expected">The expected content.</param>
    public static void Check(string path, string expected)
    {
        var file = Path.Combine(Repository.Root, path);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, expected);
        }
        Assert.True(File.Exists(file), $"{path} is missing; UPDATE_GOLDEN=1 writes it");
        Assert.Equal(expected, File.ReadAllText(file));
    }
}
