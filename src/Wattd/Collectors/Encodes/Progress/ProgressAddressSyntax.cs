using System.Net;
using Wattd.Settings.Syntax;

namespace Wattd.Collectors.Encodes.Progress;

/// <summary>
/// A loopback address with a port, or <c>none</c> (null). On another address, a datagram of another machine would be credited to
/// the socket of this machine that has the same port.
/// </summary>
sealed class ProgressAddressSyntax : ValueSyntax<IPEndPoint?>
{
    const string None = "none";

    public override string Allowed => "none or a loopback address with a port, such as 127.0.0.1:9507 or [::1]:9507";

    public override string Placeholder => "none|<address>:<port>";

    public override IReadOnlyList<string> Words => [None];

    public override bool TryParse(string text, out IPEndPoint? value)
    {
        value = null;
        return text.Equals(None, StringComparison.OrdinalIgnoreCase)
            || (IPEndPoint.TryParse(text, out value) && value.Port != 0 && IPAddress.IsLoopback(value.Address) && value.ToString() == text);
    }

    public override string Format(IPEndPoint? value) => value?.ToString() ?? None;
}
