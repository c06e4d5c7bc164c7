using System.Diagnostics;
using System.Text;

namespace Wattd.Tests.Support;

/// <summary>Compiles nvml_stub.c, once for all tests of a run.</summary>
static class NvmlStubBuild
{
    static readonly Lazy<string> Built = new(Compile);

    /// <summary>The compiled library.</summary>
    public static string Library => Built.Value;

    static string Compile()
    {
        var folder = new TemporaryFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        File.WriteAllText(folder.File("nvml_stub_layout.h"), Layout());

        var source = Path.Combine(Repository.Root, "tests/Wattd.Tests/Collectors/Gpu/Nvml/Stub/nvml_stub.c");
        var library = folder.File("libnvidia-ml.so.1");
        using var compiler = Process.Start(new ProcessStartInfo("cc")
        {
            ArgumentList =
            {
                "-shared", "-fPIC", "-O2", "-s", "-Wall", "-Wextra", "-Werror", "-fvisibility=hidden",
                "-I", folder.Path, "-o", library, source,
            },
            RedirectStandardError = true,
        })!;
        var errors = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        return compiler.ExitCode == 0 ? library : throw new InvalidOperationException($"cc {source}:\n{errors}");
    }

    static string Layout() =>
        new StringBuilder()
            .Append(Enumeration<NvmlFunction>("FUNCTION_", "FUNCTIONS"))
            .Append(Enumeration<NvmlValue>("VALUE_", "VALUES"))
            .AppendLine($"enum {{ GPUS = {NvmlStub.MostGpus}, LISTED = {NvmlStub.GpusWithLists}, LONGEST = {NvmlStub.LongestList} }};")
            .AppendLine($"enum {{ QUEUE = {NvmlStub.EventQueue} }};")
            .ToString();

    static string Enumeration<T>(string prefix, string count)
        where T : struct, Enum =>
        $"enum {{ {string.Concat(Enum.GetNames<T>().Select(name => $"{prefix}{name}, "))}{count} }};\n";
}
