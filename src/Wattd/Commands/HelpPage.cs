using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Wattd.Settings;

namespace Wattd.Commands;

/// <summary>What <c>--help</c> prints: the commands, and the settings by group with their defaults.</summary>
sealed class HelpPage(string version, string? bugsAddress) : SynchronousCommandLineAction
{
    const int Width = 100;
    const int Indent = 2;
    const int Column = 32;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        var command = parseResult.CommandResult.Command;
        if (command is RootCommand)
            output.WriteLine($"wattd {version}: {command.Description}");
        else
            WriteWrapped(output, 0, command.Description ?? "");
        WriteUsage(output, command);
        WriteCommands(output, command);
        WriteOptions(output, command);
        WriteSettings(output, [.. command.Options.OfType<SettingOption>().Where(option => !option.Hidden)]);
        if (command is RootCommand && bugsAddress is not null)
            output.WriteLine($"\nReport bugs to {bugsAddress}");
        return 0;
    }

    static void WriteUsage(TextWriter output, Command command)
    {
        var words = new List<string> { "wattd" };
        if (command is RootCommand)
            words.Add("[command]");
        else
            words.Add(command.Name);
        if (command is not RootCommand && command.Options.Any(option => option is not (SettingOption or HelpOption or VersionOption)))
            words.Add("[option]...");
        if (command.Options.OfType<SettingOption>().Any())
            words.Add("[--setting value]...");
        words.AddRange(command.Arguments.Select(Shown));
        WriteTitle(output, "Usage");
        output.WriteLine($"  {string.Join(' ', words)}");
    }

    static void WriteCommands(TextWriter output, Command command)
    {
        if (command.Subcommands.Count == 0)
            return;
        WriteTitle(output, "Commands");
        foreach (var subcommand in command.Subcommands)
        {
            var arguments = string.Join(' ', subcommand.Arguments.Select(Shown));
            WriteRow(output, $"{subcommand.Name} {arguments}", subcommand.Description);
        }
    }

    static string Shown(Argument argument) => argument.HelpName ?? $"<{argument.Name}>";

    static void WriteOptions(TextWriter output, Command command)
    {
        WriteTitle(output, "Options");
        foreach (var option in command.Options.Where(option => option is not (SettingOption or HelpOption or VersionOption)))
            WriteRow(output, $"{option.Name} {option.HelpName}", option.Description);
        WriteRow(output, "-h, --help", "This page; 'wattd <command> --help' for the help of a command.");
        if (command is RootCommand)
            WriteRow(output, "--version", "The version.");
    }

    static void WriteSettings(TextWriter output, SettingOption[] options)
    {
        if (options.Length == 0)
            return;
        output.WriteLine();
        WriteWrapped(output, 0,
            "Each setting can be given as a flag, as a variable (WATTD_CPU_INTERVAL=100ms for --cpu.interval 100ms), and in "
            + $"{SettingTable.DefaultFile} ([cpu] interval = 100ms). Flags override variables, and variables override the file.");
        foreach (var (title, settings) in WattdSettings.Table.Groups)
        {
            var present = options.Where(option => settings.Contains(option.Setting)).ToList();
            if (present.Count == 0)
                continue;
            WriteTitle(output, title);
            foreach (var option in present)
                WriteSetting(output, option);
        }
    }

    static void WriteSetting(TextWriter output, SettingOption option)
    {
        var setting = option.Setting;
        var names = string.Join(", ", option.Aliases.Where(alias => alias.StartsWith("--", StringComparison.Ordinal)).Prepend(option.Name));
        var range = setting.Range is { } limits ? $"{limits}; " : "";
        var note = setting.DefaultNote is { } more ? $", {more}" : "";
        WriteRow(output, $"{names} {setting.Placeholder}", $"{setting.Help} ({range}default {option.Default}{note})");
    }

    static void WriteTitle(TextWriter output, string title)
    {
        output.WriteLine();
        output.WriteLine($"{title}:");
    }

    static void WriteRow(TextWriter output, string left, string? right)
    {
        left = new string(' ', Indent) + left.TrimEnd();
        if (left.Length < Column - 1)
        {
            output.Write(left.PadRight(Column));
        }
        else
        {
            output.WriteLine(left);
            output.Write(new string(' ', Column));
        }
        WriteWrapped(output, Column, right ?? "");
    }

    /// <summary>Writes words from the current column, wrapped to lines that start at that column.</summary>
    static void WriteWrapped(TextWriter output, int column, string text)
    {
        var at = column;
        foreach (var word in text.Split(' '))
        {
            if (at > column && at + 1 + word.Length > Width)
            {
                output.WriteLine();
                output.Write(new string(' ', column));
                at = column;
            }
            else if (at > column)
            {
                output.Write(' ');
                at++;
            }
            output.Write(word);
            at += word.Length;
        }
        output.WriteLine();
    }
}
