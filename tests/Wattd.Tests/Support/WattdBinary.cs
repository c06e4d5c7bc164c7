namespace Wattd.Tests.Support;

/// <summary>The executable of the daemon that was built with the tests.</summary>
static class WattdBinary
{
    static WattdBinary()
    {
        // A framework-dependent executable searches for the runtime; this process knows its path.
        var runtime = System.IO.Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        Environment.SetEnvironmentVariable("DOTNET_ROOT", System.IO.Path.GetFullPath(System.IO.Path.Combine(runtime, "..", "..", "..")));
    }

    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "wattd");
}
