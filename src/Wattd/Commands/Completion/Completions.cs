using System.CommandLine;
using System.CommandLine.Completions;

namespace Wattd.Commands.Completion;

/// <summary>The words that the last one of an unfinished command line can become.</summary>
static class Completions
{
    /// <summary>The only answer if the word is the name of a file, which the shell completes.</summary>
    public const string Files = ":files";

    /// <summary>The only answer if the word is of another command, after <c>--</c>, which the shell completes as if it stood alone.</summary>
    public const string Command = ":command";

    // The end of the flags: what follows is not of wattd.
    const string EndOfFlags = "--";

    /// <summary>The words, each with a tab and its description if it has one.</summary>
    /// <param name="root">The commands that there are.</param>
    /// <param name="line">The line up to the cursor, from the name of the program.</param>
    public static IEnumerable<string> Of(Command root, string line)
    {
        var start = line.LastIndexOf(' ') + 1;
        var (before, word) = (line[..start], line[start..]);
        var command = root.Parse(before).CommandResult.Command;
        if (before.Split(' ').Contains(EndOfFlags))
            return Arguments(command, word);
        var value = word.StartsWith("--", StringComparison.Ordinal) ? word.IndexOf('=') + 1 : 0;
        return value > 0
            ? Values(FlagNamed(command, word[..(value - 1)]), word[value..]).Select(answer => answer == Files ? answer : word[..value] + answer)
            : Words(command, FlagNamed(command, before.Split(' ', StringSplitOptions.RemoveEmptyEntries).LastOrDefault("")), word);
    }

    static IEnumerable<string> Words(Command command, Option? last, string word)
    {
        if (last is not null && TakesValue(last) && (last.Arity.MinimumNumberOfValues > 0 || !word.StartsWith('-')))
        {
            foreach (var value in Values(last, word))
                yield return value;
            if (last.Arity.MinimumNumberOfValues > 0)
                yield break;
        }
        string[] arguments = [.. Arguments(command, word)];
        var takesCommand = arguments.Contains(Command);
        // Flags are offered if nothing else is, or if a dash asks for them.
        if (word.StartsWith('-') || takesCommand || (command.Subcommands.Count == 0 && command.Arguments.Count == 0))
        {
            if (takesCommand && IsStart(word, EndOfFlags))
                yield return Described(EndOfFlags, command.Arguments[0].Description);
            foreach (var option in command.Options.Where(option => !option.Hidden))
            {
                foreach (var name in option.Aliases.Prepend(option.Name).Where(name => name.StartsWith("--") && IsStart(word, name)))
                    yield return Described(name, option.Description);
            }
            yield break;
        }
        foreach (var subcommand in command.Subcommands.Where(subcommand => IsStart(word, subcommand.Name)))
            yield return Described(subcommand.Name, subcommand.Description);
        foreach (var argument in arguments)
            yield return argument;
    }

    static IEnumerable<string> Arguments(Command command, string word) =>
        command.Arguments.SelectMany(argument => Offered(argument, word));

    static IEnumerable<string> Values(Option? option, string word) => option switch
    {
        null => [],
        SettingOption { Setting.IsFile: true } => [Files],
        _ => Offered(option, word),
    };

    static IEnumerable<string> Offered(Symbol symbol, string word) =>
        symbol.GetCompletions(CompletionContext.Empty).Select(value => value.Label).Where(value => value is Files or Command || IsStart(word, value));

    // The value of a flag such as --json need not be written.
    static bool TakesValue(Option option) => option.ValueType != typeof(bool);

    static Option? FlagNamed(Command command, string name) =>
        command.Options.FirstOrDefault(option => option.Name == name || option.Aliases.Contains(name));

    static bool IsStart(string word, string whole) => whole.StartsWith(word, StringComparison.Ordinal);

    /// <summary>The word with the first sentence of its description.</summary>
    static string Described(string word, string? description) =>
        description is null ? word : $"{word}\t{description.Split(". ")[0].Split("; ")[0].TrimEnd('.')}";
}
