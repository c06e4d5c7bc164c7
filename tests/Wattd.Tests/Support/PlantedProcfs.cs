namespace Wattd.Tests.Support;

/// <summary>A simulated procfs with one process.</summary>
static class PlantedProcfs
{
    static readonly Lazy<string> Planted = new(Plant);

    /// <summary>Its folder, which exists while the tests run.</summary>
    public static string Path => Planted.Value;

    static string Plant()
    {
        var folder = new TemporaryFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        Directory.CreateDirectory(folder.File("self/fd"));
        for (var i = 0; i < 8; i++)
            File.WriteAllText(folder.File($"self/fd/{i}"), "");
        File.WriteAllText(
            folder.File("self/stat"),
            "4711 (wattd) run) (x) S 1 4711 4711 0 -1 4194560 2100 0 3 0 150 50 0 0 20 -5 9 0 12345 926941184 4096 18446744073709551615 1 1 0\n");
        File.WriteAllText(folder.File("stat"), "cpu  1 2 3\nintr 5\nbtime 1700000000\nprocesses 9\n");
        return folder.Path;
    }
}
