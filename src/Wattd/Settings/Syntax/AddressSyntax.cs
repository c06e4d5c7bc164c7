using System.Net;
using System.Net.Sockets;

namespace Wattd.Settings.Syntax;

/// <summary>An IP address to bind, or <c>*</c> (null) for all.</summary>
sealed class AddressSyntax : ValueSyntax<IPAddress?>
{
    const string All = "*";

    public override string Allowed => "an IP address of this machine, such as 127.0.0.1 or ::1, or * for all";

    public override string Placeholder => "<address>";

    public override bool TryParse(string text, out IPAddress? value)
    {
        value = null;
        return text == All || (IPAddress.TryParse(text, out value) && IsPlain(text, value));
    }

    public override string Format(IPAddress? value) => value?.ToString() ?? All;

    // The parser also takes "1", "0x7f.1" and "[::1]:9500"; a port that is silently dropped would be a trap.
    static bool IsPlain(string text, IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? !text.Contains('[') : address.ToString() == text;
}
