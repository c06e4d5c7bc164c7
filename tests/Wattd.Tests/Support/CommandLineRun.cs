using Wattd.Collectors;
using Wattd.Commands;
using Wattd.Commands.Measure;
using Wattd.Commands.Top;
using Wattd.Commands.Unit;
using Wattd.Metrics;
using Wattd.Settings;

namespace Wattd.Tests.Support;

/// <summary>One invocation of the command line with a daemon and probes that do nothing, and its results.</summary>
sealed record CommandLineRun(int ExitCode, LoadedSettings? Settings, ExaminedSettings? Examined, string Output, string Error)
{
    public const int DaemonExitCode = 42, PrintExitCode = 43, WatchExitCode = 44, MeasureExitCode = 45;

    /// <summary>The format requested from <c>wattd metrics</c>; null for other commands.</summary>
    public PageFormat? Format { get; private init; }

    /// <summary>The lines of standard error.</summary>
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The options of <c>wattd top</c>; null for other commands.</summary>
    public TopOptions? Top { get; private init; }

    /// <summary>The options of <c>wattd measure</c>; null for other commands.</summary>
    public MeasureOptions? Measure { get; private init; }

    /// <param name="arguments">The arguments.</param>
    /// <param name="environment">The whole environment.</param>
    /// <param name="defaultFile">The configuration file where none is named; one that is not there by default.</param>
    /// <param name="unit">The installed unit.</param>
    /// <param name="probes">What <c>wattd check</c> looks at.</param>
    public static async Task<CommandLineRun> Of(
        string[] arguments,
        IReadOnlyDictionary<string, string>? environment = null,
        string defaultFile = "/nonexistent/wattd.conf",
        InstalledUnit? unit = null,
        params IProbe[] probes)
    {
        LoadedSettings? settings = null;
        ExaminedSettings? examined = null;
        PageFormat? printed = null;
        TopOptions? watched = null;
        MeasureOptions? measure = null;
        using var output = new StringWriter();
        using var error = new StringWriter();
        var commandLine = new CommandLine(
            loaded =>
            {
                settings = loaded;
                return Task.FromResult(DaemonExitCode);
            },
            (loaded, format) =>
            {
                (settings, printed) = (loaded, format);
                return Task.FromResult(PrintExitCode);
            },
            (loaded, top) =>
            {
                (settings, watched) = (loaded, top);
                return Task.FromResult(WatchExitCode);
            },
            (loaded, measured, _, _) =>
            {
                (settings, measure) = (loaded, measured);
                return MeasureExitCode;
            },
            (found, _, _) =>
            {
                examined = found;
                return probes;
            })
        {
            Version = "1.2.3",
            BugsAddress = "https://bugs.example.org",
            Environment = environment ?? new Dictionary<string, string>(),
            DefaultFile = defaultFile,
            Output = output,
            Error = error,
            Colour = false,
            Unit = unit,
        };
        var exitCode = await commandLine.InvokeAsync(arguments);
        return new(exitCode, settings, examined, output.ToString(), error.ToString()) { Format = printed, Top = watched, Measure = measure };
    }
}
