using System.Collections;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Wattd.Collectors;
using Wattd.Commands.Check;
using Wattd.Commands.Completion;
using Wattd.Commands.Metrics;
using Wattd.Commands.Top;
using Wattd.Daemon;
using Wattd.Metrics;
using Wattd.Settings;

namespace Wattd.Commands;

/// <summary>The command line: which command is meant, with which settings.</summary>
/// <param name="run">Runs the daemon; gives the exit code.</param>
/// <param name="print">Prints one page of metrics in a format; gives the exit code.</param>
/// <param name="watch">Shows the readings in the terminal; gives the exit code.</param>
/// <param name="probes">What <c>wattd check</c> looks at, for the settings as far as they are good.</param>
sealed class CommandLine(
    Func<LoadedSettings, Task<int>> run,
    Func<LoadedSettings, PageFormat, Task<int>> print,
    Func<LoadedSettings, TopOptions, Task<int>> watch,
    Func<ExaminedSettings, IEnumerable<IProbe>> probes)
{
    // Run after the command was invoked: of the parser nothing then stays in memory.
    Func<Task<int>>? _daemon;

    /// <summary>What <c>--version</c> says.</summary>
    public required string Version { get; init; }

    /// <summary>The process's environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = ProcessEnvironment();

    /// <inheritdoc cref="SettingsRequest.DefaultFile"/>
    public string DefaultFile { get; init; } = SettingTable.DefaultFile;

    public TextWriter Output { get; init; } = Console.Out;

    public TextWriter Error { get; init; } = Console.Error;

    /// <summary>Is told what is wrong with the arguments or the settings. By default <see cref="Error"/> is.</summary>
    public Action<IReadOnlyList<string>>? Complain { get; init; }

    /// <summary>Whether the report of <c>wattd check</c> is coloured. By default where it goes to a terminal.</summary>
    public bool Colour { get; init; } = !Console.IsOutputRedirected && System.Environment.GetEnvironmentVariable("NO_COLOR") is null or "";

    /// <summary>Does what the arguments say.</summary>
    /// <returns>The exit code: 78 where the arguments or the settings are wrong, else the command's own.</returns>
    public async Task<int> InvokeAsync(IReadOnlyList<string> arguments)
    {
        try
        {
            var code = await ParseAndInvokeAsync(arguments);
            return _daemon is null ? code : await _daemon();
        }
        catch (UsageException e)
        {
            return RefuseUsage(e.Message);
        }
        catch (ConfigurationException e)
        {
            return Refuse(e.Lines);
        }
    }

    async Task<int> ParseAndInvokeAsync(IReadOnlyList<string> arguments)
    {
        var parsed = Build().Parse(arguments, new ParserConfiguration
        {
            EnablePosixBundling = false,
            ResponseFileTokenReplacer = null,
        });
        if (parsed.Action is ParseErrorAction)
            return RefuseUsage(UsageErrors.First(parsed));
        return await parsed.InvokeAsync(new InvocationConfiguration
        {
            Output = Output,
            Error = Error,
            EnableDefaultExceptionHandler = false,
            // Signals belong to the host.
            ProcessTerminationTimeout = null,
        });
    }

    RootCommand Build()
    {
        var root = new RootCommand("CPU and GPU power of this machine, for Prometheus.");
        root.Options.Clear();
        root.Add(new HelpOption("--help", "-h") { Action = new HelpPage(Version) });
        root.Add(new VersionOption("--version") { Action = new VersionLine(Version) });
        SetUp(root, CommandProfile.Run, Run);
        root.Add(SetUp(CommandProfile.Run, Run));
        foreach (var alone in CommandProfile.Alone)
            root.Add(SetUp(alone, Run));

        var flags = new TopFlags();
        var top = SetUp(CommandProfile.Top, (request, parsed) => watch(SettingsLoader.Load(request), flags.Of(parsed)));
        foreach (var flag in flags.All)
            top.Add(flag);
        root.Add(top);

        var format = new FormatOption();
        var metrics = SetUp(CommandProfile.Metrics, (request, parsed) => print(SettingsLoader.Load(request), format.Of(parsed)));
        metrics.Add(format);
        root.Add(metrics);

        var json = new Option<bool>("--json") { Description = "Write the report as a JSON object." };
        var check = SetUp(CommandProfile.Check, (request, parsed) => Task.FromResult(Check(request, parsed.GetValue(json))));
        check.Add(json);
        root.Add(check);

        var shell = new Argument<string>("shell");
        shell.CompletionSources.Add([.. CompletionScript.Shells]);
        var completion = new Command("completion", "Print a script that completes wattd's command line in bash, zsh or fish.") { shell };
        completion.SetAction(parsed => Output.Write(CompletionScript.For(parsed.GetRequiredValue(shell))));
        root.Add(completion);
        return root;
    }

    Command SetUp(CommandProfile profile, Func<SettingsRequest, ParseResult, Task<int>> action) =>
        SetUp(new Command(profile.Name, profile.Description), profile, action);

    Command SetUp(Command command, CommandProfile profile, Func<SettingsRequest, ParseResult, Task<int>> action)
    {
        foreach (var option in profile.Options)
            command.Add(option);
        command.SetAction(parsed => action(
            new SettingsRequest
            {
                Table = WattdSettings.Table,
                Environment = Environment,
                DefaultFile = DefaultFile,
                Defaults = profile.Defaults,
                Flags = GivenFlags.Of(parsed, profile),
                Fixed = profile.Fixed,
            },
            parsed));
        return command;
    }

    Task<int> Run(SettingsRequest request, ParseResult parsed)
    {
        var settings = SettingsLoader.Load(request);
        _daemon = () => run(settings);
        return Task.FromResult(0);
    }

    int Check(SettingsRequest request, bool json)
    {
        var examined = SettingsLoader.Examine(request);
        var report = new CheckReport(Version, [.. probes(examined).SelectMany(probe => probe.Examine())]);
        if (json)
            report.WriteJson(Output);
        else
            report.WriteText(Output, Colour);
        return examined.Errors.IsEmpty ? report.ExitCode : ExitCode.Configuration;
    }

    int RefuseUsage(string line) => Refuse([$"wattd: {line}", "'wattd --help' tells what there is"]);

    int Refuse(IReadOnlyList<string> lines)
    {
        if (Complain is { } complain)
            complain(lines);
        else
            Error.WriteLine(string.Join('\n', lines));
        return ExitCode.Configuration;
    }

    static Dictionary<string, string> ProcessEnvironment() =>
        System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "");
}
