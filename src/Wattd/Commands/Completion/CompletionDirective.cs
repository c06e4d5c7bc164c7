using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Wattd.Commands.Completion;

/// <summary>
/// Answers the completion scripts: <c>wattd [complete] "wattd check --cpu.in"</c> prints the words that the last one can become.
/// Each has a line of its own, with its description after a tab.
/// </summary>
sealed class CompletionDirective : Directive
{
    public CompletionDirective() : base("complete") => Action = new Answer();

    sealed class Answer : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            var line = parseResult.Tokens.LastOrDefault(token => token.Type != TokenType.Directive)?.Value ?? "";
            foreach (var answer in Completions.Of(parseResult.RootCommandResult.Command, line))
                parseResult.InvocationConfiguration.Output.Write(answer + '\n');
            return 0;
        }
    }
}
