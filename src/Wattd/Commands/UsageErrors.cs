using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using Wattd.Settings;

namespace Wattd.Commands;

/// <summary>Describes what is wrong with a command line.</summary>
static class UsageErrors
{
    /// <summary>One line for the first thing that is wrong; what follows it is often only its consequence.</summary>
    public static string First(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens is [var token, ..])
            return Unknown(token, parsed.CommandResult.Command);
        foreach (var error in parsed.Errors)
        {
            if (error.SymbolResult is OptionResult { IdentifierTokenCount: > 1, IdentifierToken.Value: var twice })
                return $"{twice} is given twice";
            if (error.SymbolResult is OptionResult { Option: SettingOption option, IdentifierToken.Value: var flag, Tokens: [] })
                return $"{flag} needs a value: {option.Setting.Allowed}";
        }
        return parsed.Errors is [{ SymbolResult: ArgumentResult argument }, ..]
            ? $"'{parsed.CommandResult.Command.Name}' needs a <{argument.Argument.Name}>: {string.Join(", ", argument.Argument.GetCompletions(CompletionContext.Empty))}"
            : Quoted.Plain(parsed.Errors[0].Message);
    }

    static string Unknown(string token, Command command)
    {
        var isFlag = token.StartsWith('-');
        var known = isFlag
            ? command.Options.Where(option => !option.Hidden).Select(option => option.Name)
            : command.Subcommands.Select(subcommand => subcommand.Name);
        var name = isFlag ? token.Split('=')[0] : token;
        var hint = NearestName.Of(name, known) is { } nearest ? $"; did you mean {nearest}?" : "";
        return $"{Quoted.Text(name)} is not {(isFlag ? "an option" : "a command")}{hint}";
    }
}

/// <summary>The arguments are wrong; the message is one line.</summary>
sealed class UsageException(string message) : Exception(message);
