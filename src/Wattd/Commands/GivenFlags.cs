using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using Wattd.Settings;

namespace Wattd.Commands;

/// <summary>The settings on the command line, before and after the command's name.</summary>
static class GivenFlags
{
    /// <exception cref="UsageException">A flag is given twice, or the command fixes its value.</exception>
    public static ImmutableArray<GivenValue> Of(ParseResult parsed, CommandProfile profile)
    {
        var flags = In(parsed.CommandResult).ToImmutableArray();
        foreach (var (index, flag) in flags.Index())
        {
            if (profile.Fixed.FirstOrDefault(given => given.Setting == flag.Setting && given.Text != flag.Text) is { } given)
                throw new UsageException($"{flag.Origin} cannot be combined with '{given.Origin}', which means {given.Setting.Flag} {given.Text}");
            if (flags.Take(index).Any(earlier => earlier.Setting == flag.Setting))
                throw new UsageException($"{flag.Origin} is given twice");
        }
        return flags;
    }

    static IEnumerable<GivenValue> In(SymbolResult? result)
    {
        for (; result is CommandResult command; result = result.Parent)
        {
            foreach (var given in command.Children.OfType<OptionResult>())
            {
                if (given is { Option: SettingOption option, IdentifierToken: { } flag })
                    yield return new(option.Setting, given.Tokens is [var token, ..] ? token.Value : "on", flag.Value);
            }
        }
    }
}
