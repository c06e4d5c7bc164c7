namespace Wattd.Tests.Support;

/// <summary>The daemon's own executable, as it was built beside the tests.</summary>
static class WattdBinary
{
    static WattdBinary()
    {
        // A framework-dependent executable looks for the runtime; this process knows where it is.
        var runtime = System.IO.Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        Environment.SetEnvironmentVariable("DOTNET_ROOT", System.IO.Path.GetFullPath(System.IO.Path.Combine(runtime, "..", "..", "..")));
    }

    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "wattd");
}
