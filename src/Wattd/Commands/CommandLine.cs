using System.Collections;
using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Wattd.Collectors;
using Wattd.Commands.Check;
using Wattd.Commands.Client;
using Wattd.Commands.Compare;
using Wattd.Commands.Completion;
using Wattd.Commands.Config;
using Wattd.Commands.Health;
using Wattd.Commands.Measure;
using Wattd.Commands.Metrics;
using Wattd.Commands.Release;
using Wattd.Commands.Reload;
using Wattd.Commands.Top;
using Wattd.Commands.Unit;
using Wattd.Daemon;
using Wattd.Http.Connections;
using Wattd.Metrics;
using Wattd.Settings;

namespace Wattd.Commands;

/// <summary>The command line: selects the command and its settings.</summary>
/// <param name="run">Runs the daemon; returns the exit code.</param>
/// <param name="print">Prints one page of metrics in a format; returns the exit code.</param>
/// <param name="watch">Shows the readings in the terminal; returns the exit code.</param>
/// <param name="meter">Measures a command, with the local socket and the settings of the daemon; returns the exit code.</param>
/// <param name="probes">The probes of <c>wattd check</c>, for the settings as far as they are valid, the installed unit, and the local socket.</param>
sealed class CommandLine(
    Func<LoadedSettings, Task<int>> run,
    Func<LoadedSettings, PageFormat, Task<int>> print,
    Func<LoadedSettings, TopOptions, Task<int>> watch,
    Func<LoadedSettings, MeasureOptions, string, Func<OptionSet>, int> meter,
    Func<ExaminedSettings, InstalledUnit?, string, IEnumerable<IProbe>> probes)
{
    readonly Lazy<InstalledUnit?> _unit = new(InstalledUnit.Find);

    // Run after the command was invoked, so that nothing of the parser stays in memory.
    Func<Task<int>>? _daemon;

    LocalCommand Daemon => new(SocketPath, Output, Error);

    static ParserConfiguration Parser => new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    /// <summary>The version that <c>--version</c> prints.</summary>
    public required string Version { get; init; }

    /// <summary>The address for bugs in the last line of <c>--help</c>; null for none.</summary>
    public string? BugsAddress { get; init; }

    /// <summary>The process's environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = ProcessEnvironment();

    /// <inheritdoc cref="SettingsRequest.DefaultFile"/>
    public string DefaultFile { get; init; } = SettingTable.DefaultFile;

    /// <summary>The installed unit; null for none. By default systemd is asked.</summary>
    public InstalledUnit? Unit { get => _unit.Value; init => _unit = new(() => value); }

    /// <summary>The local socket of the daemon.</summary>
    public string SocketPath => LocalSocket.PathIn(Environment.GetValueOrDefault(LocalSocket.RuntimeDirectory)) ?? LocalSocket.DefaultPath;

    public TextWriter Output { get; init; } = Console.Out;

    public TextWriter Error { get; init; } = Console.Error;

    /// <summary>Receives what is wrong with the arguments or the settings. The default is <see cref="Error"/>.</summary>
    public Action<IReadOnlyList<string>>? Complain { get; init; }

    /// <summary>Whether the report of <c>wattd check</c> is coloured. The default is true for a terminal.</summary>
    public bool Colour { get; init; } = !Console.IsOutputRedirected && System.Environment.GetEnvironmentVariable("NO_COLOR") is null or "";

    /// <summary>Runs the command of the arguments.</summary>
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
        var parsed = Build().Parse(arguments, Parser);
        if (parsed.Action is ParseErrorAction)
            return RefuseUsage(UsageErrors.First(parsed));
        return await parsed.InvokeAsync(new InvocationConfiguration
        {
            Output = Output,
            Error = Error,
            EnableDefaultExceptionHandler = false,
            // The host handles signals.
            ProcessTerminationTimeout = null,
        });
    }

    RootCommand Build()
    {
        var root = new RootCommand("CPU and GPU power of this machine, for Prometheus.");
        root.Options.Clear();
        root.Directives.Clear();
        root.Add(new CompletionDirective());
        root.Add(new HelpOption("--help", "-h") { Action = new HelpPage(Version, BugsAddress) });
        root.Add(new VersionOption("--version") { Action = new VersionLine(Version) });
        SetUp(root, CommandProfile.Run, Run);
        root.Add(SetUp(CommandProfile.Run, Run));
        foreach (var alone in CommandProfile.Alone)
            root.Add(SetUp(alone, Run));

        var flags = new TopFlags();
        var top = SetUp(CommandProfile.Top, (request, parsed) => watch(SettingsLoader.Load(request), flags.Of(parsed) with { SocketPath = SocketPath }));
        foreach (var flag in flags.All)
            top.Add(flag);
        root.Add(top);

        var format = new FormatOption();
        var metrics = SetUp(CommandProfile.Metrics, (request, parsed) => print(SettingsLoader.Load(request), format.Of(parsed)));
        metrics.Add(format);
        root.Add(metrics);

        var checkFlags = new CheckFlags();
        var check = SetUp(CommandProfile.Check, (request, parsed) => Task.FromResult(Check(request, parsed, checkFlags)));
        foreach (var flag in checkFlags.All)
            check.Add(flag);
        root.Add(check);

        var json = new Option<bool>("--json") { Description = "Write them as a JSON object." };
        var config = SetUp(CommandProfile.Config, (request, parsed) => Task.FromResult(Print(request, parsed.GetValue(json))));
        config.Add(json);
        root.Add(config);

        var measureFlags = new MeasureFlags();
        var measure = SetUp(CommandProfile.Measure, (request, parsed) => Task.FromResult(
            meter(SettingsLoader.Load(request), measureFlags.Of(parsed), SocketPath, () => OptionsOfDaemon(request))));
        foreach (var flag in measureFlags.Options)
            measure.Add(flag);
        measure.Add(measureFlags.Command);
        root.Add(measure);

        var compareFlags = new CompareFlags();
        var compare = new Command("compare",
            "Show reports of 'wattd measure --json' side by side: each figure, and how it differs from that of the first report.");
        foreach (var flag in compareFlags.Options)
            compare.Add(flag);
        compare.Add(compareFlags.Files);
        compare.SetAction(parsed => new CompareCommand(compareFlags.In(parsed), compareFlags.IsJson(parsed), Output, Error).Run());
        root.Add(compare);

        var daemonFlags = new DaemonFlags();
        var health = SetUp(CommandProfile.Health, (request, parsed) => new HealthCommand(
            SettingsLoader.Load(request).Options, daemonFlags.AddressOf(parsed), SocketPath, Output).RunAsync());
        foreach (var flag in daemonFlags.All)
            health.Add(flag);
        root.Add(health);

        var reload = new Command("reload", "Make the running daemon read its settings again; exit with code 78 if it refuses them.");
        reload.SetAction(_ => new ReloadCommand(Daemon).RunAsync());
        root.Add(reload);

        var releaseFlags = new ReleaseFlags();
        var release = new Command("release", "Make the running daemon release the GPUs for a while, so that they can be reset or their driver replaced.")
        {
            releaseFlags.Device,
        };
        foreach (var flag in releaseFlags.Options)
            release.Add(flag);
        release.SetAction(parsed => new ReleaseCommand(Daemon).ReleaseAsync(releaseFlags.DeviceIn(parsed), releaseFlags.LimitIn(parsed)));
        root.Add(release);
        var resume = new Command("resume", "Make the running daemon take up the GPUs again that 'wattd release' released.") { releaseFlags.Device };
        resume.SetAction(parsed => new ReleaseCommand(Daemon).ResumeAsync(releaseFlags.DeviceIn(parsed)));
        root.Add(resume);

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
        command.SetAction(parsed => action(Request(profile, parsed), parsed));
        return command;
    }

    SettingsRequest Request(CommandProfile profile, ParseResult parsed)
    {
        var request = new SettingsRequest
        {
            Table = WattdSettings.Table,
            Environment = Environment,
            DefaultFile = DefaultFile,
            Defaults = profile.Defaults,
            Flags = GivenFlags.Of(parsed, profile),
            Fixed = profile.Fixed,
        };
        return profile.IsOfTheDaemon && Unit is { } unit ? unit.Under(request, UnitFlags(unit)) : request;
    }

    /// <summary>The options of the daemon of this machine; those of this command where this user may not read them.</summary>
    OptionSet OptionsOfDaemon(SettingsRequest request)
    {
        try
        {
            return SettingsLoader.Load(Unit is { } unit ? unit.Under(request, UnitFlags(unit)) : request).Options;
        }
        catch (ConfigurationException)
        {
            return SettingsLoader.Load(request).Options;
        }
    }

    /// <summary>What the arguments of the unit's daemon set; nothing where they are wrong, which the daemon itself reports.</summary>
    ImmutableArray<GivenValue> UnitFlags(InstalledUnit unit)
    {
        var parsed = Build().Parse(unit.Arguments, Parser);
        if (parsed.Action is ParseErrorAction)
            return [];
        var profile = CommandProfile.Alone.FirstOrDefault(alone => alone.Name == parsed.CommandResult.Command.Name) ?? CommandProfile.Run;
        return [.. GivenFlags.Of(parsed, profile).Concat(profile.Fixed).Select(given => given with { Origin = $"{given.Origin} in {unit.Name}" })];
    }

    Task<int> Run(SettingsRequest request, ParseResult parsed)
    {
        var settings = SettingsLoader.Load(request);
        _daemon = () => run(settings);
        return Task.FromResult(0);
    }

    int Check(SettingsRequest request, ParseResult parsed, CheckFlags flags)
    {
        var examined = SettingsLoader.Examine(request);
        var report = new CheckReport(Version, [.. flags.Results(parsed, [.. probes(examined, Unit, SocketPath)])]);
        if (flags.IsJson(parsed))
            report.WriteJson(Output);
        else
            report.WriteText(Output, Colour);
        return examined.Errors.IsEmpty ? report.ExitCode : ExitCode.Configuration;
    }

    int Print(SettingsRequest request, bool json)
    {
        var examined = SettingsLoader.Examine(request);
        var report = new ConfigReport(examined.Settings);
        if (json)
            report.WriteJson(Output);
        else
            report.WriteText(Output);
        return examined.Errors.IsEmpty ? ExitCode.Success : Refuse(examined.Errors);
    }

    int RefuseUsage(string line) => Refuse([$"wattd: {line}", "'wattd --help' lists commands and settings"]);

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
