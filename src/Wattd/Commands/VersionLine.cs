using System.CommandLine;
using System.CommandLine.Invocation;

namespace Wattd.Commands;

/// <summary>What <c>wattd --version</c> prints.</summary>
sealed class VersionLine(string version) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine($"wattd {version}");
        return 0;
    }
}
